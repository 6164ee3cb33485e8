# Finds the packaged libraries and gives each a target to link. Their headers are system headers, so
# our warnings do not reach them. Included once, from the root CMakeLists.txt, after the options.
#
#   fmt::fmt  CLI11::CLI11  nlohmann_json::nlohmann_json  simdjson::simdjson  Threads::Threads
#   glfw  OpenGL::GL  OpenGL::EGL
#   PkgConfig::FONTCONFIG   where the fonts are
#   PkgConfig::FRIBIDI      text from right to left
#   PkgConfig::STB          <stb_image_write.h>, <stb_truetype.h> and their code
#   yieldscope_imgui        Dear ImGui with its GLFW and OpenGL 3 back ends, and what they need
#   glad                    <glad/gl.h>, the loader of OpenGL 3.3 core, generated here
#
# and, while YIELDSCOPE_TESTS is on, GTest::gtest_main and benchmark::benchmark. Where these two are
# not installed it is switched off: who only runs the program need not have them.

enable_language(C)  # glad writes C

macro(yieldscope_check package)
    if(NOT ${package}_FOUND)
        message(FATAL_ERROR "yieldscope needs ${package}: run third_party/install")
    endif()
endmacro()

foreach(package IN ITEMS Threads fmt CLI11 nlohmann_json simdjson glfw3 PkgConfig)
    find_package(${package} QUIET)
    yieldscope_check(${package})
endforeach()
find_package(OpenGL QUIET COMPONENTS EGL)
yieldscope_check(OpenGL)
pkg_check_modules(FONTCONFIG QUIET IMPORTED_TARGET fontconfig)
yieldscope_check(FONTCONFIG)
pkg_check_modules(FRIBIDI QUIET IMPORTED_TARGET fribidi)
yieldscope_check(FRIBIDI)
pkg_check_modules(STB QUIET IMPORTED_TARGET stb)
yieldscope_check(STB)

# Dear ImGui: Debian's package speaks pkg-config, others bring a CMake file. It is a static library,
# so what its back ends call comes after it; the packaged one leaves its font code in libstb.
find_package(imgui CONFIG QUIET)
if(NOT TARGET imgui::imgui)
    pkg_check_modules(IMGUI QUIET IMPORTED_TARGET imgui)
    yieldscope_check(IMGUI)
endif()
add_library(yieldscope_imgui INTERFACE)
target_link_libraries(yieldscope_imgui INTERFACE
    $<IF:$<TARGET_EXISTS:imgui::imgui>,imgui::imgui,PkgConfig::IMGUI>
    PkgConfig::STB glfw ${CMAKE_DL_LIBS})
if(YIELDSCOPE_SANITIZE MATCHES address)
    target_sources(yieldscope_imgui INTERFACE ${CMAKE_CURRENT_LIST_DIR}/keep_loaded.c)
endif()

# glad: the packaged program before any other on the PATH, whose Python may lack the module.
# --reproducible, or it asks the network for a newer specification.
find_program(YIELDSCOPE_GLAD glad HINTS /usr/bin)
if(NOT YIELDSCOPE_GLAD)
    message(FATAL_ERROR "yieldscope needs glad 2: run third_party/install")
endif()
set(glad_dir ${CMAKE_BINARY_DIR}/glad)
add_custom_command(
    OUTPUT ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h ${glad_dir}/include/KHR/khrplatform.h
    COMMAND ${YIELDSCOPE_GLAD} --quiet --reproducible --api gl:core=3.3 --extensions ""
            --out-path ${glad_dir} c
    COMMENT "Generating the OpenGL loader"
    VERBATIM)
add_library(glad STATIC ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h)
target_include_directories(glad SYSTEM PUBLIC ${glad_dir}/include)
target_compile_options(glad PRIVATE -w)  # generated: nobody would mend a warning

if(YIELDSCOPE_TESTS)
    find_package(GTest QUIET)
    find_package(benchmark QUIET)
    if(NOT GTest_FOUND OR NOT benchmark_FOUND)
        message(STATUS "Without the tests: third_party/install tests brings what they need.")
        set(YIELDSCOPE_TESTS OFF)
    endif()
endif()
