# Embeds source files into the program, byte for byte; app/embedded_source.h says how it finds them.
# Included, this offers embed_sources(); run as a script, it writes the .cpp:
#
#   cmake -DOUT=sources.cpp -DROOT=. "-DSOURCES=core/task.h;core/wait.h" -P third_party/embed.cmake

# Sets `out` to a .cpp file that is written anew whenever one of the files, named from the root, has
# changed. Once in a project: it defines what the header declares.
function(embed_sources out)
    set(cpp ${CMAKE_CURRENT_BINARY_DIR}/embedded_sources.cpp)
    set(script ${CMAKE_CURRENT_FUNCTION_LIST_FILE})
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE files)
    add_custom_command(
        OUTPUT ${cpp}
        COMMAND ${CMAKE_COMMAND} -DOUT=${cpp} -DROOT=${PROJECT_SOURCE_DIR} "-DSOURCES=${ARGN}"
                -P ${script}
        DEPENDS ${files} ${script}
        COMMENT "Embedding the sources that the code panel shows"
        VERBATIM)
    set(${out} ${cpp} PARENT_SCOPE)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
    return()
endif()

# A text is only ever copied inside quotes: as a list it would lose semicolons and backslashes, and
# configure_file() would look for variables in it. file(READ) drops carriage returns and stops at a
# NUL; such a file is refused.
set(cpp "#include \"app/embedded_source.h\"\n\nnamespace yieldscope {\n\n")
string(APPEND cpp "using namespace std::string_view_literals;\n\n")
string(APPEND cpp "const EmbeddedSource embedded_sources[] = {\n")
foreach(name IN LISTS SOURCES)
    file(READ "${ROOT}/${name}" text)
    file(SIZE "${ROOT}/${name}" size)
    string(LENGTH "${text}" length)
    string(FIND "${text}" ")embedded\"" end)
    if(NOT length EQUAL size OR NOT end EQUAL -1)
        message(FATAL_ERROR "${name} cannot be embedded: it has a CR, a NUL or ')embedded\"'")
    endif()
    string(APPEND cpp "{\"${name}\"sv, R\"embedded(${text})embedded\"sv},\n")
endforeach()
string(APPEND cpp "};\n\nconst std::size_t embedded_source_count = std::size(embedded_sources);\n")
string(APPEND cpp "\n}  // namespace yieldscope\n")
file(WRITE "${OUT}" "${cpp}")
