# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# Checks the files of lib/ and include/fermata/ against layers.txt, and what else a file there must be. Called with
# layers.txt first and then the files, from the root of the tree; prints what is wrong, and fails if anything is.

function complain(what) {
    print FILENAME ":" FNR ": " what
    ++complaints
}

# The pattern's only special character is the star.
function matches(text, pattern,    parts, n, i, at) {
    n = split(pattern, parts, "*")
    if (n == 1) {
        return text == pattern
    }
    if (substr(text, 1, length(parts[1])) != parts[1]) {
        return 0
    }
    text = substr(text, length(parts[1]) + 1)
    for (i = 2; i < n; ++i) {
        at = index(text, parts[i])
        if (at == 0) {
            return 0
        }
        text = substr(text, at + length(parts[i]))
    }
    return length(text) >= length(parts[n]) && substr(text, length(text) - length(parts[n]) + 1) == parts[n]
}

function kind_of(path) {
    if (path ~ /^[a-z_0-9]+$/) {
        return path == "iostream" ? "iostream" : "std"
    }
    return path ~ /^(sys\/|netinet\/|arpa\/|linux\/)?[a-z_0-9]+\.h$/ ? "posix" : ""
}

function may_include(path, kind,    i) {
    if (kind == "iostream") {
        return 0
    }
    for (i = 1; i <= allowed_count; ++i) {
        if (kind == allowed[i] || (allowed[i] !~ /^(std|posix)$/ && matches(path, allowed[i]))) {
            return 1
        }
    }
    return 0
}

function begin_file(    i, j, n, words) {
    here = FILENAME
    sub(/^\.\//, "", here)
    sub(/^lib\//, "", here)
    sub(/^include\/fermata\//, "", here)
    is_public = FILENAME ~ /include\/fermata\//
    lines = 0
    pragma_once = 0
    allowed_count = 0
    known = 0
    for (i = 1; i <= rules; ++i) {
        if (matches(here, rule_file[i])) {
            known = 1
            n = split(rule_allows[i], words, " ")
            for (j = 1; j <= n; ++j) {
                allowed[++allowed_count] = words[j]
            }
        }
    }
    if (!known) {
        complain("no line of layers.txt is about this file")
    }
    if ($0 != "// fermata - https://www.boost.org/LICENSE_1_0.txt") {
        complain("the first line is not '// fermata - https://www.boost.org/LICENSE_1_0.txt'")
    }
}

function end_file() {
    if (here == "") {
        return
    }
    if (lines > lines_max) {
        complain_at_end(lines " lines; a file past " lines_max " is asking to be two")
    }
    if (here ~ /\.hpp$/ && !pragma_once) {
        complain_at_end("no '#pragma once'")
    }
}

function complain_at_end(what) {
    print previous ": " what
    ++complaints
}

BEGIN {
    lines_max = 350
}

NR == FNR {
    sub(/#.*/, "")
    if (NF == 0) {
        next
    }
    if (split($0, halves, ":") != 2 || halves[1] ~ /^ *$/) {
        complain("not understood: a line is 'files : what they may include'")
        next
    }
    ++rules
    gsub(/ /, "", halves[1])
    rule_file[rules] = halves[1]
    rule_allows[rules] = halves[2]
    next
}

FNR == 1 {
    end_file()
    begin_file()
    previous = FILENAME
    ++files
}

{
    ++lines
}

/^#pragma once/ {
    pragma_once = 1
}

/^[ \t]*#[ \t]*include/ {
    path = $0
    if (!sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", path)) {
        complain("an include that is not a plain path")
        next
    }
    quoted = $0 ~ /include[ \t]*"/
    sub(/[>"].*/, "", path)
    if (path ~ /(^|\/)\.\.?\//) {
        complain("includes " path ": a path is written from lib/ or include/ on")
        next
    }
    if (quoted && is_public) {
        complain("includes \"" path "\": a public header includes <fermata/...> only")
        next
    }
    kind = quoted ? "" : kind_of(path)
    if (!quoted) {
        sub(/^fermata\//, "", path)
    }
    # What users include brings in nothing but the standard library.
    if (is_public && (kind == "posix" || kind == "iostream" || path ~ /^boost\// || (path ~ /^doctest\// && here != "doctest.hpp"))) {
        complain("a public header includes " path)
    } else if (known && !may_include(path, kind)) {
        complain("includes " path ", which layers.txt does not allow to " here)
    }
}

END {
    end_file()
    if (files == 0 || rules == 0) {
        print "nothing was checked: " files + 0 " files, " rules + 0 " lines of layers.txt"
        exit 1
    }
    print files " files, " complaints + 0 " complaints"
    exit complaints > 0
}
