# The compiler drivers of GCC. Every option is listed because some of those left out make or read further files:
# @FILE, --coverage, -fprofile*, -fplugin*, -fdump*, -fstack-usage, -fcallgraph-info, -fopt-info, -gsplit-dwarf,
# -save-temps, -specs, -wrapper, -B, -T, --sysroot, precompiled headers (a *.h operand), modules. They are opaque.

part LDFLAGS [-E] [-s] [-S] [-x] [-X] [-n] [-N] [-q] [-d] [-r] [-O[LEVEL]] [-pie] [-shared] [-static]
     [-{,-}{,no-}{as-needed,gc-sections,whole-archive,export-dynamic,allow-shlib-undefined,relax,
         demangle,copy-dt-needed-entries,fatal-warnings,warn-mismatch,eh-frame-hdr,ld-generated-unwind-info,
         keep-memory,undefined-version,print-gc-sections,omagic,define-common,accept-unknown-input-arch,
         add-needed,check-sections,rosegment,warn-execstack,warn-rwx-segments,error-execstack,error-rwx-segments}]
     [-{,-}{start-group,end-group,push-state,pop-state,enable-new-dtags,disable-new-dtags,discard-all,discard-locals,
         strip-all,strip-debug,emit-relocs,sort-common,warn-common,warn-once,warn-alternate-em,
         warn-shared-textrel,warn-unresolved-symbols,reduce-memory-overheads,build-id,fix-cortex-a8,fix-cortex-a53-843419,
         no-undefined,no-dynamic-linker,Bstatic,Bdynamic,Bsymbolic,Bsymbolic-functions,Bgroup,dn,dy,static-pie,
         compress-debug-sections,traditional-format,large-address-aware,nxcompat,dynamicbase}]
     [-rpath DIR]... [-rpath= DIR]... [--rpath DIR]... [--rpath= DIR]...
     [-{,-}rpath-link <<LIBDIR]... [-{,-}rpath-link= <<LIBDIR]... [-L <<LIBDIR]... [-l LIB]...
     [-{,-}{soname,entry,undefined,defsym,wrap,exclude-libs,unresolved-symbols,hash-style,dynamic-linker,
         build-id,compress-debug-sections,sort-section,image-base,section-start,subsystem,require-defined,max-page-size,
         common-page-size,trace-symbol,init,fini,icf,orphan-handling,stack}= TEXT]...
     [-{,-}{soname,entry,undefined,defsym,wrap,exclude-libs,hash-style,dynamic-linker,Ttext,Tdata,Tbss,section-start,
         require-defined,init,fini} TEXT]...
     [-h NAME] [-e SYMBOL] [-u SYMBOL]... [-y SYMBOL]... [-z KEYWORD]... [-m EMULATION]
     [-{,-}{version-script,dynamic-list,retain-symbols-file,just-symbols,version-exports-section}= <TEXTFILE]...
     [-{,-}{version-script,dynamic-list,retain-symbols-file} <TEXTFILE]...
     [-Map >MAP] [-Map= >MAP] [--Map >MAP] [--Map= >MAP] [--cref] [<OBJECT...]
  options words
  paths free
  # maps name temporary files
  if -Map or -Map= or --Map or --Map=: stays ; pure no
  if -build-id=uuid or --build-id=uuid: pure no
  search LIBDIR

part ASFLAGS [--{noexecstack,execstack,fatal-warnings,warn,no-warn,divide,no-pad-sections,strip-local-absolute,
         gen-debug,gstabs,gdwarf-2,gdwarf-3,gdwarf-4,gdwarf-5,compress-debug-sections,nocompress-debug-sections,32,64,x32,
         traditional-format,reduce-memory-overheads}]
     [-{W,g,L,n}] [-mrelax-relocations= CHOICE] [--generate-missing-build-notes= CHOICE] [--compress-debug-sections= KIND]
     [-march= CPU] [-mtune= CPU] [-I <<INCLUDE]... [--defsym TEXT]... [--elf-stt-common= CHOICE]
     [-m{big-obj,mnemonic=att,syntax=intel,syntax=att,naked-reg}]
  options words

part CPPFLAGS_ [-D DEF]... [-U NAME]...
  options words

part CFLAGS [-D DEF]... [-U NAME]... [-A ASSERTION]... [-undef] [-P] [-C] [-CC] [-H]
     [-I <<INCLUDE:!*.o,!*.a,!*.so,!*.so.*,!*.lo,!*.la,!*.d]... [-iquote <<QUOTE:!*.o,!*.a,!*.so,!*.so.*,!*.d]...
     [-isystem <<SYSTEM:!*.o,!*.a,!*.so,!*.so.*,!*.d]... [-idirafter <<AFTER:!*.o,!*.a,!*.so,!*.so.*,!*.d]...
     [-include <HEADER]... [-imacros <HEADER]... [-nostdinc] [-nostdinc++]
     [-O[LEVEL]] [-pipe] [-ansi] [-std= STANDARD] [--std= STANDARD] [-pedantic] [-pedantic-errors] [-w] [-p] [-pg]
     [-trigraphs] [-e ENTRY]
     [-traditional] [-traditional-cpp] [-W[WARNING]]... [-Wa,@ASFLAGS]... [-Xassembler @ASFLAGS]... [-Wp,@CPPFLAGS_]...
     [-Wl,@LDFLAGS]... [-Xlinker @LDFLAGS]... [--param TUNING]... [-fsyntax-only]
     [-shared] [-static] [-static-pie] [-pie] [-no-pie] [-rdynamic] [-pthread] [-pthreads] [-s] [-r] [-nostdlib] [-nolibc]
     [-nodefaultlibs] [-nostartfiles] [-symbolic] [-static-{libgcc,libstdc++,libasan,libubsan,libtsan,liblsan}]
     [-shared-libgcc] [-u SYMBOL]... [-z KEYWORD]... [-L <<LIBDIR:*.a,*.so,*.so.*,*.o,*.ld,*.x]... [-l LIB]...
     [-fuse-ld={bfd,gold}] [-flto] [-flto= JOBS] [-fno-lto] [-flto-partition= KIND] [-flto-compression-level= LEVEL]
     [-frandom-seed= SEED] [-fopenmp= LIB] [-f{,no-}builtin- FUNCTION]... [-fanalyzer] [-fno-analyzer]
     [-fdiagnostics-format={text,json}]
     [-g{,0,1,2,3,gdb,gdb0,gdb1,gdb2,gdb3,dwarf,dwarf-2,dwarf-3,dwarf-4,dwarf-5,dwarf32,dwarf64,stabs,btf,z,z=none,z=zlib,
         column-info,no-column-info,strict-dwarf,no-strict-dwarf,pubnames,no-pubnames,gnu-pubnames,no-gnu-pubnames,
         record-gcc-switches,no-record-gcc-switches,inline-points,no-inline-points,statement-frontiers,
         no-statement-frontiers,variable-location-views,no-variable-location-views,toggle,as-loc-support,
         no-as-loc-support,describe-dies,no-describe-dies}]
     [-f{,no-}{
         PIC, PIE, access-control, aggressive-loop-optimizations, align-functions, align-jumps,
         align-labels, align-loops, aligned-new, allocation-dce, allow-parameterless-variadic-functions,
         allow-store-data-races, argument-alias, argument-noalias, argument-noalias-anything,
         argument-noalias-global, asm, associative-math, asynchronous-unwind-tables, auto-inc-dec,
         bit-tests, branch-count-reg, branch-target-load-optimize, branch-target-load-optimize2,
         btr-bb-exclusive, builtin, caller-saves, canonical-system-headers, cf-protection, char8_t,
         check-data-deps, check-new, code-hoisting, combine-stack-adjustments, common, compare-elim,
         concepts, concepts-ts, conserve-stack, constexpr-fp-except, coroutines, cprop-registers,
         crossjumping, cse-follow-jumps, cx-fortran-rules, cx-limited-range, data-sections, dce,
         debug-types-section, declone-ctor-dtor, deduce-init-list, defer-pop, delayed-branch,
         delete-dead-exceptions, delete-null-pointer-checks, devirtualize, devirtualize-at-ltrans,
         devirtualize-speculatively, diagnostics-color, diagnostics-generate-patch,
         diagnostics-parseable-fixits, diagnostics-plain-output, diagnostics-show-caret,
         diagnostics-show-cwe, diagnostics-show-labels, diagnostics-show-line-numbers,
         diagnostics-show-option, diagnostics-show-path-depths, diagnostics-show-template-tree,
         directives-only, dollars-in-identifiers, dse, dwarf2-cfi-asm, early-inlining, elide-constructors,
         elide-type, eliminate-dwarf2-dups, eliminate-unused-debug-symbols, eliminate-unused-debug-types,
         emit-class-debug-always, emit-struct-debug-baseonly, emit-struct-debug-reduced, enforce-eh-specs,
         exceptions, expensive-optimizations, ext-numeric-literals, extended-identifiers, extern-tls-init,
         fast-math, fat-lto-objects, finite-loops, finite-math-only, float-store, forward-propagate,
         fp-int-builtin-inexact, freestanding, function-cse, function-sections, gcse, gcse-after-reload,
         gcse-las, gcse-lm, gcse-sm, gnu-keywords, gnu-tm, gnu-unique, gnu89-inline, graphite,
         graphite-identity, guess-branch-probability, harden-compares, harden-conditional-branches,
         hoist-adjacent-loads, hosted, ident, if-conversion, if-conversion2, implement-inlines,
         implicit-constexpr, implicit-inline-templates, implicit-templates, indirect-inlining,
         inhibit-size-directive, inline, inline-atomics, inline-functions, inline-functions-called-once,
         inline-small-functions, instrument-functions, ipa-bit-cp, ipa-cp, ipa-cp-alignment, ipa-cp-clone,
         ipa-icf, ipa-icf-functions, ipa-icf-variables, ipa-modref, ipa-profile, ipa-pta, ipa-pure-const,
         ipa-ra, ipa-reference, ipa-reference-addressable, ipa-sra, ipa-stack-alignment,
         ipa-strict-aliasing, ipa-struct-reorg, ipa-vrp, ira-hoist-pressure, ira-loop-pressure,
         ira-share-save-slots, ira-share-spill-slots, isolate-erroneous-paths-attribute,
         isolate-erroneous-paths-dereference, ivopts, jump-tables, keep-gc-roots-live,
         keep-inline-functions, keep-static-consts, keep-static-functions, large-source-files,
         lax-vector-conversions, leading-underscore, lifetime-dse, limit-function-alignment, live-patching,
         live-range-shrinkage, loop-block, loop-flatten, loop-interchange, loop-nest-optimize,
         loop-optimize, loop-parallelize-all, loop-strip-mine, loop-unroll-and-jam, lra-remat,
         lto-odr-type-merging, math-errno, merge-all-constants, merge-constants, merge-debug-strings,
         modulo-sched, modulo-sched-allow-regmoves, move-loop-invariants, move-loop-stores, ms-extensions,
         new-inheriting-ctors, new-ttp-matching, non-call-exceptions, nonansi-builtins, nothrow-opt,
         omit-frame-pointer, openacc, openmp, openmp-simd, operator-names, optimize-register-move,
         optimize-sibling-calls, optimize-strlen, pack-struct, partial-inlining, pcc-struct-return,
         pch-deps, peel-loops, peephole, peephole2, permissive, pic, pie, plan9-extensions, plt,
         predictive-commoning, prefetch-loop-arrays, preprocessed, pretty-templates, printf-return-value,
         reciprocal-math, record-gcc-switches, ree, reg-struct-return, regmove, rename-registers,
         reorder-blocks, reorder-blocks-and-partition, reorder-functions, rerun-cse-after-loop,
         rerun-loop-opt, reschedule-modulo-scheduled-loops, rounding-math, rtti,
         sanitize-address-use-after-scope, sanitize-recover, sanitize-undefined-trap-on-error,
         sched-critical-path-heuristic, sched-dep-count-heuristic, sched-group-heuristic, sched-interblock,
         sched-last-insn-heuristic, sched-pressure, sched-rank-heuristic, sched-spec,
         sched-spec-insn-heuristic, sched-spec-load, sched-spec-load-dangerous, sched-stalled-insns,
         sched-stalled-insns-dep, sched2-use-superblocks, sched2-use-traces, schedule-fusion,
         schedule-insns, schedule-insns2, section-anchors, sel-sched-pipelining,
         sel-sched-pipelining-outer-loops, sel-sched-reschedule-pipelined, selective-scheduling,
         selective-scheduling2, semantic-interposition, short-enums, short-wchar, show-column, shrink-wrap,
         shrink-wrap-separate, signaling-nans, signed-bitfields, signed-char, signed-zeros,
         single-precision-constant, sized-deallocation, split-ivs-in-unroller, split-loops, split-paths,
         split-stack, split-wide-types, split-wide-types-early, ssa-backprop, ssa-phiopt, stack-check,
         stack-clash-protection, stack-limit, stack-protector, stack-protector-all,
         stack-protector-explicit, stack-protector-strong, stdarg-opt, store-merging, strength-reduce,
         strict-aliasing, strict-enums, strict-overflow, strict-volatile-bitfields, strong-eval-order,
         sync-libcalls, thread-jumps, threadsafe-statics, toplevel-reorder, tracer, track-macro-expansion,
         trampolines, trapping-math, trapv, tree-bit-ccp, tree-builtin-call-dce, tree-ccp, tree-ch,
         tree-coalesce-inlined-vars, tree-coalesce-vars, tree-copy-prop, tree-copyrename, tree-cselim,
         tree-dce, tree-dominator-opts, tree-dse, tree-forwprop, tree-fre, tree-loop-distribute-patterns,
         tree-loop-distribution, tree-loop-if-convert, tree-loop-if-convert-stores, tree-loop-im,
         tree-loop-ivcanon, tree-loop-linear, tree-loop-optimize, tree-loop-vectorize, tree-lrs,
         tree-partial-pre, tree-phiprop, tree-pre, tree-pta, tree-reassoc, tree-salias, tree-scev-cprop,
         tree-sink, tree-slp-vectorize, tree-slsr, tree-sra, tree-store-ccp, tree-store-copy-prop,
         tree-switch-conversion, tree-tail-merge, tree-ter, tree-vect-loop-version, tree-vectorize,
         tree-vrp, unconstrained-commons, unit-at-a-time, unroll-all-loops, unroll-completely-grow-size,
         unroll-loops, unsafe-loop-optimizations, unsafe-math-optimizations, unsigned-bitfields,
         unsigned-char, unswitch-loops, unwind-tables, use-cxa-atexit, use-cxa-get-exception-ptr,
         use-linker-plugin, var-tracking, var-tracking-assignments, var-tracking-assignments-toggle,
         var-tracking-uninit, variable-expansion-in-unroller, vect-cost-model, verbose-asm,
         version-loops-for-strides, visibility-inlines-hidden, visibility-ms-compat, vpt, weak, web,
         whole-program, working-directory, wrapv, wrapv-pointer, zero-initialized-in-bss}]
     [-f{
         abi-compat-version=, abi-version=, align-functions=, align-jumps=, align-labels=, align-loops=,
         aligned-new=,call-saved-, call-used-, cf-protection=, concepts-diagnostics-depth=,
         constexpr-cache-depth=, constexpr-depth=, constexpr-loop-limit=, constexpr-ops-limit=,
         debug-prefix-map=, diagnostics-color=, diagnostics-column-origin=, diagnostics-column-unit=,
         diagnostics-escape-format=, diagnostics-minimum-margin-width=, diagnostics-path-format=,
         diagnostics-show-location=, diagnostics-urls=, emit-struct-debug-detailed=, excess-precision=,
         exec-charset=, file-prefix-map=, fp-contract=, gnat-encodings=, inline-limit=, input-charset=,
         instrument-functions-exclude-file-list=, instrument-functions-exclude-function-list=,
         ira-algorithm=, ira-region=, ira-verbose=, lifetime-dse=, live-patching=, macro-prefix-map=,
         max-errors=, max-include-depth=, message-length=, openacc-dim=, pack-struct=,
         patchable-function-entry=, permitted-flt-eval-methods=, reorder-blocks-algorithm=,
         sanitize-coverage=, sanitize-recover=, sanitize-sections=, sanitize=, no-sanitize=, no-sanitize-recover=,
         sched-stalled-insns-dep=,
         sched-stalled-insns=, sched-verbose=, simd-cost-model=, sso-struct=, stack-check=,
         stack-limit-register=, stack-limit-symbol=, stack-reuse=, strong-eval-order=, tabstop=,
         template-backtrace-limit=, template-depth=, tls-model=, track-macro-expansion=,
         tree-vectorizer-verbose=, trivial-auto-var-init=, vect-cost-model=, visibility=,
         wide-exec-charset=, zero-call-used-regs=} VALUE]
     [-m{,no-}{
         128bit-long-double, 16, 32, 3dnow, 3dnowa, 64, 80387, 8bit-idiv, 96bit-long-double, abm,
         accumulate-outgoing-args, adx, aes, align-double, align-stringops, amx-bf16, amx-int8, amx-tile,
         android, arm, avx, avx2, avx256-split-unaligned-load, avx256-split-unaligned-store, avx5124fmaps,
         avx5124vnniw, avx512bf16, avx512bitalg, avx512bw, avx512cd, avx512dq, avx512er, avx512f,
         avx512fp16, avx512ifma, avx512pf, avx512vbmi, avx512vbmi2, avx512vl, avx512vnni,
         avx512vp2intersect, avx512vpopcntdq, avxvnni, big-endian, bionic, bmi, bmi2, call-ms2sysv-xlogues,
         cet-switch, cld, cldemote, clflushopt, clwb, clzero, console, crc32, cx16, default,
         direct-extern-access, dispatch-scheduler, enqcmd, f16c, fancy-math-387, fentry, fma, fma4,
         force-drap, force-indirect-call, fp-ret-in-387, fsgsbase, fused-madd, fxsr, general-regs-only,
         gfni, glibc, hard-float, hle, hreset, iamcu, ieee-fp, indirect-branch-cs-prefix,
         indirect-branch-register, inline-all-stringops, inline-stringops-dynamically, intel-syntax, kl,
         little-endian, long-double-128, long-double-64, long-double-80, lwp, lzcnt, manual-endbr,
         mitigate-rop, mmx, movbe, movdir64b, movdiri, mpx, ms-bitfields, musl, mwait, mwaitx, needed,
         nop-mcount, omit-leaf-frame-pointer, outline-atomics, pc32, pc64, pc80, pclmul, pcommit, pconfig,
         pku, popcnt, prefer-avx128, prefetchwt1, prfchw, ptwrite, push-args, rdpid, rdrnd, rdseed, recip,
         record-mcount, record-return, red-zone, relax-cmpxchg-loop, rtd, rtm, sahf, serialize, sgx, sha,
         shstk, skip-rax-setup, soft-float, sse, sse2, sse2avx, sse3, sse4, sse4.1, sse4.2, sse4a, sse5,
         sseregparm, ssse3, stack-arg-probe, stackrealign, strict-align, stv, tbm, thumb,
         tls-direct-seg-refs, tsxldtrk, uclibc, uintr, unaligned-access, vaes, vect8-ret-in-mem, vpclmulqdq,
         vzeroupper, waitpkg, wbnoinvd, widekl, windows, x32, xop, xsave, xsavec, xsaveopt, xsaves}]
     [-m{
         abi=, address-mode=, align-data=, align-functions=, align-jumps=, align-loops=, arch=, asm=,
         branch-cost=, branch-protection=, cmodel=, cpu=, fentry-name=, fentry-section=, float-abi=,
         fpmath=, fpu=, function-return=, harden-sls=, incoming-stack-boundary=, indirect-branch=,
         instrument-return=, large-data-threshold=, memcpy-strategy=, memset-strategy=, move-max=,
         prefer-vector-width=, preferred-stack-boundary=, recip=, regparm=, stack-protector-guard-offset=,
         stack-protector-guard-reg=, stack-protector-guard-symbol=, stack-protector-guard=, store-max=,
         stringop-strategy=, tls-dialect=, tune=, veclibabi=} VALUE]
  options words
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $LANGUAGE? $CPATH? $C_INCLUDE_PATH? $CPLUS_INCLUDE_PATH?
      $OBJC_INCLUDE_PATH? $LIBRARY_PATH? $LD_RUN_PATH? $LDEMULATION? $SOURCE_DATE_EPOCH? $PWD? $GCC_EXEC_PREFIX?
      $COMPILER_PATH? $GCC_COLORS? $GCC_URLS? $TERM_URLS? $TERM? $COLUMNS? $GCC_EXTRA_DIAGNOSTIC_OUTPUT? $MAKEFLAGS?
      $COLLECT_NO_DEMANGLE? $GCC_COMPARE_DEBUG? $COLLECT_LTO_WRAPPER? $COLLECT_GCC? $COLLECT_GCC_OPTIONS?
  if $DEPENDENCIES_OUTPUT or $SUNPRO_DEPENDENCIES: opaque "DEPENDENCIES_OUTPUT names another output"
  if $GCC_EXEC_PREFIX or $COMPILER_PATH: opaque "GCC_EXEC_PREFIX or COMPILER_PATH changes the tools"
  if $GCC_COMPARE_DEBUG: opaque "GCC_COMPARE_DEBUG makes further files"
  pure ; fail drop
  if -march=native or -mtune=native or -mcpu=native: needs here
  if -flto or -flto=: stays
  if (-flto or -flto=) and not -frandom-seed=: pure no
  if -I=-: opaque "-I- splits the search"
  needs tool=cc1,cc1plus,as,collect2,ld
  # where the map does not reach, or has traces of its own (SOURCES)
  paths free by -ffile-prefix-map=FROM=
  if -flto or -flto= or -gstabs: paths count

# What is compiled: C and C++ sources, preprocessed ones, assembly.
part SOURCES [-M] [-MM] [-MD] [-MMD] [-MF >DEP] [-MT TARGET]... [-MQ TARGET]... [-MP] [-MG] [-E] [-S] [-c] [-o >OUT|-]
     [-d{M,D,I,U,N}]
  if (-MF or -MT or -MQ or -MP) and not (-M or -MM or -MD or -MMD): opaque "no rules are asked for"
  if -MG: opaque "-MG takes missing headers for made ones"
  if OUT - and not (-E or -S or -M or -MM): unfit "-o - makes a file called -"
  if OUT - and (-MD or -MMD) and not -MF: opaque "the name of the dependency file comes from -o -"
  if DEP=-: opaque "-MF - writes rules to standard output"
  if (-MD or -MMD) and not -MF and -E: opaque "-o names the dependency file"
  if (-MD or -MMD) and not -MF and not -c and not -S and not -E: opaque "the dependency files of a link are named after it"
  # every form has to say what it read
  if (-M or -MM) and not DEP one and (not OUT one or OUT -): opaque "rules on standard output"
  if (-M or -MM or -MF) and SRC many: opaque "one file of rules for several sources"
  if DEP=/dev/null or (OUT=/dev/null and (-M or -MM or -MD or -MMD) and not DEP one): opaque "rules that nobody keeps"
  if -fsyntax-only and (-MD or -MMD) and not -MF: opaque "the name of the dependency file is unclear"
  if (-M or -MM) and (-MD or -MMD): opaque "-M and -MD together"
  if (-M or -MM) and (-c or -S): unfit "-M makes no object"
  if -dM and not -E: opaque "-dM without -E"
  if -dD or -dI or -dU or -dN: stays
  if (-S or -fsyntax-only) and (SRC=*.s or SRC=*.S or SRC=*.sx): opaque "assembly is not compiled"
  if (-E or -S) and -c: unfit "-c and -E or -S together"
  if -E and -S: unfit "-S and -E together"
  if SRC many and OUT one and (-c or -S or -E): unfit "one -o for several sources"
  # the map makes an entry of its own for the source in line tables before version 5
  if SRC=/* and (-gdwarf-2 or -gdwarf-3 or -gdwarf-4): paths count
  # outputs
  if not OUT one and -c and not -fsyntax-only: out each >$(basename $SRC .*).o
  if not OUT one and -S and not -fsyntax-only: out each >$(basename $SRC .*).s
  if not OUT one and -E: out >-
  if (-MD or -MMD) and not -MF and OUT one: out >$(dirname $OUT)/$(basename $OUT .*).d ; stays
  else if (-MD or -MMD) and not -MF: out each >$(basename $SRC .*).d
  if -fsyntax-only: stays
  if (-MD or -MMD or -M or -MM) and not -MT and not -MQ: stays
  if OUT one and not OUT -: moves OUT
  if DEP one and not -M and not -MM: moves DEP
  truncates DEP
  if OUT one and (-S or -E or -M or -MM): truncates OUT
  if -c and SRC one and not OUT one and not -MD and not -MMD and not -fsyntax-only: adds -o FILE >$(basename $SRC .*).o
  if -S and SRC one and not OUT one and not -MD and not -MMD and not -fsyntax-only: adds -o FILE >$(basename $SRC .*).s
  # inputs
  if not SRC none: in <</:*.h,*.hh,*.hpp,*.hxx,*.h++,*.H,*.inc,*.inl,*.ipp,*.tcc,*.tpp,*.txx,*.def,*.tbl,*.tab.*,*.gch,*.c,*.cc,*.cpp,*.cxx,*.i
  in each <<$(dirname $SRC):!*.o,!*.a,!*.so,!*.so.*,!*.lo,!*.la,!*.d
  search . $(dirname $SRC) QUOTE INCLUDE $CPATH SYSTEM $C_INCLUDE_PATH $CPLUS_INCLUDE_PATH AFTER LIBDIR $LIBRARY_PATH
  search shadow any .gch
  if not SRC none: scan varies __DATE__ __TIME__ __TIMESTAMP__ "GCC dependency"
  if not SRC none: scan opaque .incbin .include "#embed" "GCC pch_preprocess"
  if not SRC none: scan listings __has_include __has_embed
  flags without -c -S -E -M -MM -MD -MMD -MP -MT -MQ
  if not SRC none: probe in $command -M $flags $SRC
  if not SRC none and not (-M or -MM or -MD or -MMD): learn in $SUNPRO_DEPENDENCIES
  if (-M or -MD) and not -MMD and DEP one: learn in written $DEP
  else if DEP one and (-MM or -MMD): learn in written-user $DEP
  if -M and not DEP one: learn in written $OUT
  else if -MM and not DEP one: learn in written-user $OUT
  if -MD and not -MMD and not DEP one and OUT one: learn in written $(dirname $OUT)/$(basename $OUT .*).d
  else if -MMD and not DEP one and OUT one: learn in written-user $(dirname $OUT)/$(basename $OUT .*).d
  else if -MD and not -MMD and not DEP one: learn in written $(basename $SRC .*).d
  else if -MMD and not DEP one: learn in written-user $(basename $SRC .*).d
  if SRC many and -c: par files
  else par no

# What a link adds.
part LINK
  if not (-c or -S or -E or -M or -MM or -fsyntax-only): learn in -Wl,--dependency-file=FILE ; search shadow .a .so
  # the members of thin archives are read, but not reported
  if not (-c or -S or -E or -M or -MM or -fsyntax-only): scan opaque "!<thin>"
  if not (-c or -S or -E or -M or -MM or -fsyntax-only) and not OUT one: out >a.out ; adds -o FILE >a.out
  # archives and shared libraries are read from -L folders, programs and objects are not
  if -c and not -fsyntax-only: binary
  if not (-c or -S or -E or -M or -MM or -fsyntax-only or -shared or -r): binary

gcc|cc|g++|c++|"gcc-[0-9]*"|"g++-[0-9]*"|"*-*-gcc"|"*-*-g++"|"*-*-gcc-[0-9]*"|"*-*-g++-[0-9]*"
     (--version | -dump{machine,version,fullversion} | -print-{multiarch,search-dirs,libgcc-file-name,sysroot,
     multi-os-directory} | -print-file-name= NAME | -print-prog-name= NAME)...
  options words
  out >- ; pure ; par no
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $LANGUAGE? $GCC_EXEC_PREFIX? $COMPILER_PATH? $LIBRARY_PATH?

gcc|cc|g++|c++|"gcc-[0-9]*"|"g++-[0-9]*"|"*-*-gcc"|"*-*-g++"|"*-*-gcc-[0-9]*"|"*-*-g++-[0-9]*" -x LANG
     [CFLAGS] [SOURCES] [LINK] [<SRC|-...]
  if SRC none: unfit "nothing to compile"
  if not -x=c and not -x=c++ and not -x=assembler and not -x=assembler-with-cpp and not -x=cpp-output: opaque "-x with another language"
  if (-S or -fsyntax-only) and (-x=assembler or -x=assembler-with-cpp): opaque "assembly is not compiled"
  if -x=none or -x=*-header: opaque "-x none or a header"
  if SRC - and not OUT one and (-c or -S or -MD or -MMD): opaque "a name made from standard input"
  # Linking objects of -flto is compiling: the linker's plugin runs the driver again, and that lto1.
  if (-flto or -flto=) and not (-c or -S or -E or -M or -MM or -fsyntax-only): needs tool=cc1,cc1plus,as,collect2,ld,lto1,lto-wrapper

gcc|cc|g++|c++|"gcc-[0-9]*"|"g++-[0-9]*"|"*-*-gcc"|"*-*-g++"|"*-*-gcc-[0-9]*"|"*-*-g++-[0-9]*"
     [CFLAGS] [SOURCES] [LINK] [<SRC:*.c,*.i,*.ii,*.cc,*.cp,*.cxx,*.cpp,*.CPP,*.c++,*.C,*.s,*.S,*.sx...] [<OBJECT:*.o,*.a,*.so,*.so.*,*.lo,*.obj...]
  if SRC none and OBJECT none: unfit "nothing to compile or link"
  if SRC none and (-c or -S or -E or -M or -MM): unfit "nothing to compile"
  # What compiles C++ is as large as all the rest together, and takes as long to be looked at.
  if every SRC={*.c,*.s,*.S} and (command=gcc or command=cc or command=gcc-*): needs tool=cc1,as,collect2,ld
  # Linking objects of -flto is compiling: the linker's plugin runs the driver again, and that lto1.
  if (-flto or -flto=) and not (-c or -S or -E or -M or -MM or -fsyntax-only): needs tool=cc1,cc1plus,as,collect2,ld,lto1,lto-wrapper

# The tools that the drivers run.
cpp|"cpp-[0-9]*"|"*-*-cpp"|"*-*-cpp-[0-9]*" [CFLAGS] [-d{M,D,I,U,N}] <SRC [>OUT]
  if SRC=- or OUT=-: opaque "- among files"
  if SRC=*.h or SRC=*.hh or SRC=*.hpp or SRC=*.H: opaque "a header"
  if -fsyntax-only: opaque "-fsyntax-only"
  if OUT none: out >-
  else moves OUT ; truncates OUT
  if -dD or -dI or -dU or -dN: stays
  in <</:*.h,*.hh,*.hpp,*.hxx,*.h++,*.H,*.inc,*.inl,*.ipp,*.tcc,*.tpp,*.txx,*.def,*.tbl,*.tab.*,*.gch,*.c,*.cc,*.cpp,*.cxx,*.i
  in <<$(dirname $SRC):!*.o,!*.a,!*.so,!*.so.*,!*.lo,!*.la,!*.d
  search . $(dirname $SRC) QUOTE INCLUDE $CPATH SYSTEM $C_INCLUDE_PATH $CPLUS_INCLUDE_PATH AFTER
  search shadow any .gch
  scan varies __DATE__ __TIME__ __TIMESTAMP__
  scan opaque "#embed" "GCC pch_preprocess"
  scan listings __has_include __has_embed
  learn in $SUNPRO_DEPENDENCIES
  par no

cpp|"cpp-[0-9]*"|"*-*-cpp"|"*-*-cpp-[0-9]*" [CFLAGS] [-d{M,D,I,U,N}] -o >OUT <SRC
  if SRC=- or OUT=-: opaque "- among files"
  if SRC=*.h or SRC=*.hh or SRC=*.hpp or SRC=*.H: opaque "a header"
  if -fsyntax-only: opaque "-fsyntax-only"
  moves OUT ; truncates OUT
  if -dD or -dI or -dU or -dN: stays
  in <</:*.h,*.hh,*.hpp,*.hxx,*.h++,*.H,*.inc,*.inl,*.ipp,*.tcc,*.tpp,*.txx,*.def,*.tbl,*.tab.*,*.gch,*.c,*.cc,*.cpp,*.cxx,*.i
  in <<$(dirname $SRC):!*.o,!*.a,!*.so,!*.so.*,!*.lo,!*.la,!*.d
  search . $(dirname $SRC) QUOTE INCLUDE $CPATH SYSTEM $C_INCLUDE_PATH $CPLUS_INCLUDE_PATH AFTER
  search shadow any .gch
  scan varies __DATE__ __TIME__ __TIMESTAMP__
  scan opaque "#embed" "GCC pch_preprocess"
  scan listings __has_include __has_embed
  learn in $SUNPRO_DEPENDENCIES
  par no

as|"*-*-as" [ASFLAGS] [-o >OUT] [-{v,V,w,Z}] [<SRC...]
  if SRC none: opaque "reads standard input"
  if SRC=-: opaque "- among files"
  if SRC=@*: opaque "@FILE holds options"
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $PWD? $SOURCE_DATE_EPOCH?
  if -v or -V: opaque "prints its version"
  if OUT none: out >a.out
  else moves OUT
  scan opaque .incbin .include
  binary
  pure ; fail drop ; par no ; paths free by --debug-prefix-map=FROM=

ld|ld.bfd|"*-*-ld"|"*-*-ld.bfd" [LDFLAGS] [-o >OUT] [-plugin-opt TEXT]... [-I NAME]
  if OBJECT none: unfit "nothing to link"
  if OBJECT=@*: opaque "@FILE holds options"
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $LD_RUN_PATH? $LDEMULATION? $COLLECT_NO_DEMANGLE? $GNUTARGET?
  if $LDEMULATION or $GNUTARGET: opaque "LDEMULATION and GNUTARGET change what is made"
  if OUT none: out >a.out ; adds -o FILE >a.out
  else moves OUT
  learn in --dependency-file=FILE ; search shadow .a .so
  scan opaque "!<thin>"
  if not -shared and not -r: binary
  pure ; fail drop ; par no
