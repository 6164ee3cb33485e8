# What makes a mistake harder to use for who talks to the program: it is put at another address each
# time, what is linked cannot be redirected once it runs, and arrays, strings and the stack are
# checked while it runs. For everything that is built here, libraries of others among it.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)

check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
add_compile_definitions(_GLIBCXX_ASSERTIONS)

# A sanitizer checks the rest by itself, and gcc's lays out the stack wrongly together with these.
if(YIELDSCOPE_SANITIZE)
    return()
endif()
add_compile_options(-fstack-protector-strong)
foreach(flag -fstack-clash-protection -fcf-protection)  # not on every processor
    string(MAKE_C_IDENTIFIER "HAS${flag}" has)
    check_cxx_compiler_flag(${flag} ${has})
    if(${has})
        add_compile_options(${flag})
    endif()
endforeach()
foreach(flag -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)  # only where it is optimised
    add_compile_options($<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:${flag}>)
endforeach()
