"""Which programs a script, a test or the build calls, by reading it, and what brings each."""

import ast
import re

# A program comes with the package of its name, or with the one that is named here.
PACKAGES = {
    "Xvfb": "xvfb",
    "ctest": "cmake",
    "glad": "python3-glad",
    "nc": "netcat-openbsd",
    "readelf": "binutils",
    "ss": "iproute2",
}
# Of packages that every Debian has, like bash, coreutils, grep and util-linux.
ESSENTIAL = set("""
    bash cat chmod chroot cp cut date dirname dpkg-query env find flock grep head ln ls mkdir mktemp
    mv nice nproc rm sed setarch setpriv seq sh sort tail tar tee timeout touch tr true uniq unshare
    wc
    """.split())
BUILTINS = set("""
    : [ break cd command continue echo eval exec exit export kill local printf pwd read return set
    shift source test trap true ulimit umask unset wait
    """.split())
LEADERS = {"!", "{", "}", "if", "then", "elif", "else", "while", "until", "do", "time"}
# They run the program that stands among their arguments.
CARRIERS = {"chroot", "env", "exec", "flock", "nice", "setarch", "setpriv", "timeout", "unshare"}
OURS = {"countdown", "fibonacci"}  # programs that ours shows; it is run by its path
# Whoever calls it does without where it is missing, and where the kernel does not allow it.
NOT_NEEDED = {"perf"}
NAME = r"[A-Za-z][\w+-]*"


def called(file):
    """Yields (line, program) of each call that the file makes by name."""
    if file.path.endswith(".py") or re.match("#!.*python", file.text):
        yield from called_by_python(file.text)
    elif re.match("#!.*sh\n", file.text):
        yield from called_by_shell(file.text)
    elif file.is_cmake():
        yield from found(r"find_program\(\w+ (?:NAMES )?(" + NAME + ")", file.text)
    elif file.is_cpp():
        yield from found(r'\b(?:execlp|execvp|popen|system)\(\s*"(' + NAME + ")", file.text)
    yield from found(r"^#!/usr/bin/env (\w+)", file.text)


def found(pattern, text):
    for match in re.finditer(pattern, text, re.MULTILINE):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def called_by_python(text):
    """A list is a command if it begins with a name, and is run at once or has options or more. What
    shutil.which is asked for need not be there."""
    asked_for = set(re.findall(r'which\("([^"]+)"\)', text))
    runs = {"run", "call", "check_call", "check_output", "Popen", "Child"}
    tree = ast.parse(text)
    at_once = {node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args
               and getattr(node.func, "attr", getattr(node.func, "id", "")) in runs}
    for node in ast.walk(tree):
        if not isinstance(node, ast.List) or not node.elts:
            continue
        first, *rest = [str(getattr(part, "value", "")) for part in node.elts]
        is_command = (node in at_once or any(text.startswith("-") for text in rest)
                      or any(isinstance(part, ast.Starred) for part in node.elts[1:]))
        if (is_command and isinstance(node.elts[0], ast.Constant) and re.fullmatch(NAME, first)
                and first not in asked_for | OURS | NOT_NEEDED):
            yield node.lineno, first


def called_by_shell(text):
    """The first word of every command, and what it carries. What `command -v` is asked for need not
    be there."""
    def blank(match):  # the lines stay what they are
        return " _ " + "\n" * match[0].count("\n")

    known = (BUILTINS | set(re.findall(r"^ *(\w+)\(\) ", text, re.MULTILINE))
             | set(re.findall(r"command -v (\S+)", text)))
    text = re.sub(r"(^|\s)#.*", r"\1", text.replace("\\\n", " \n ~"))
    text = re.sub(r"\$\(\(.*?\)\)", blank, text)
    pieces = []
    inner = re.compile(r"[$<>]\(([^()]*)\)")
    while match := inner.search(text):  # the innermost first
        pieces.append((text.count("\n", 0, match.start()) + 1, match[1]))
        text = text[:match.start()] + blank(match) + text[match.end():]
    pieces.append((1, text))
    for begins, piece in pieces:
        piece = re.sub(r'"\$\{\w+\[@\]\}"', "", piece)  # a command may follow
        piece = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', blank, piece)
        piece = re.sub(r"\$?\{[^}\s][^}]*\}", blank, piece)
        piece = re.sub(r"\w+\+?=\([^)]*\)|\[\[.*?\]\]|\(\(.*?\)\)", blank, piece, flags=re.DOTALL)
        piece = re.sub(r"^[^()\n]*\)|^ *\w+\(\)", blank, piece, flags=re.MULTILINE)  # of a `case`
        piece = re.sub(r"[\d&]?[<>]+[&|]?\s*[^\s;|&()]*", " ", piece)
        for line, words in commands(begins, piece):
            for word in words:
                if re.fullmatch(NAME, word) and word not in known:
                    yield line, word


def commands(line, text):
    """Yields (line, programs) of each simple command: what it begins with, and what that runs."""
    for part in re.split(r"(\n(?! *~)|;|&&|\|\|?|&|[()])", text):
        words = [word for word in part.split() if word != "~"]
        while words and (words[0] in LEADERS or "=" in words[0]):
            if "=" in words.pop(0):
                words = words[1:] if words[:1] == ["_"] else words
        if words and words[0] not in ("for", "case", "esac", "fi", "done"):
            yield line, [words[0], *carried(words)]
        line += part.count("\n")


def carried(words):
    """The programs that the first word runs, and those that they run."""
    rest = iter(words[1:])
    word = words[0]
    while word in CARRIERS:  # its options, numbers, signals, variables are no programs
        word = next((word for word in rest if re.match("[a-z./]", word) and "=" not in word), "")
        yield word


def installed(text, groups):
    """The packages that third_party/install names for whoever only runs the program, and in these
    groups."""
    packages = set()
    for group, names in re.findall(r"(?:(\w+)\) )?packages\+?=\(([^)]*)\)", text):
        if not group or group in groups:
            packages |= set(re.sub(r"#.*", "", names).split())
    return packages


def groups_for(path):
    """What is installed where this file is used."""
    if path.startswith("app/"):
        return set()
    special = {"tests/bench/": {"bench"}, "tests/soak/": {"bench"}, "tests/fresh": {"fresh"},
               ".ci/run": {"fresh"}}
    return {"tests", "clang"}.union(
        *(groups for start, groups in special.items() if path.startswith(start)))
