// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/unused_registers.hpp"

#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__)
// In assembly, because a compiler that is told of rbp may need it itself. The directives are for those who unwind: an
// exception may pass.
asm(R"(
    .pushsection .text
    .p2align 4
    .globl fermata_call_with_unused_registers
    .hidden fermata_call_with_unused_registers
    .type fermata_call_with_unused_registers, @function
fermata_call_with_unused_registers:
    .cfi_startproc
    endbr64
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    pushq %rbx
    .cfi_def_cfa_offset 24
    .cfi_offset %rbx, -24
    pushq %r12
    .cfi_def_cfa_offset 32
    .cfi_offset %r12, -32
    pushq %r13
    .cfi_def_cfa_offset 40
    .cfi_offset %r13, -40
    pushq %r14
    .cfi_def_cfa_offset 48
    .cfi_offset %r14, -48
    pushq %r15
    .cfi_def_cfa_offset 56
    .cfi_offset %r15, -56
    subq $8, %rsp
    .cfi_def_cfa_offset 64
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rbp
    movq %rdx, %rbx
    movq %rdx, %r12
    movq %rdx, %r13
    movq %rdx, %r14
    movq %rdx, %r15
    callq *%rax
    addq $8, %rsp
    .cfi_def_cfa_offset 56
    popq %r15
    .cfi_def_cfa_offset 48
    popq %r14
    .cfi_def_cfa_offset 40
    popq %r13
    .cfi_def_cfa_offset 32
    popq %r12
    .cfi_def_cfa_offset 24
    popq %rbx
    .cfi_def_cfa_offset 16
    popq %rbp
    .cfi_def_cfa_offset 8
    ret
    .cfi_endproc
    .size fermata_call_with_unused_registers, . - fermata_call_with_unused_registers
    .popsection
)");
#endif
