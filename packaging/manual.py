#!/usr/bin/env python3
"""Writes a manual page for each command, from what the command says of itself.

usage: perfstat --experimental-dump-help | packaging/manual.py FOLDER [DATE]

One page for perfstat and one for each of its commands (perfstat-compare.1), which holds the subcommands as sections of
their own. Hidden commands and options are left out.
"""

import json
import pathlib
import re
import sys

EXIT_STATUS = [
    ("0", "pass, warning, improvement or inconclusive"),
    ("1", "regression"),
    ("2", "could not judge: unreadable input, crashed benchmark, full disk"),
    ("3", "inconclusive, with --strict"),
    ("64", "wrong usage"),
]


def escape(text):
    """Plain text as roff: no escape, no request at the start of a line, hyphens that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def discussion(text):
    """Paragraphs; indented lines as they stand; a line of capitals as a heading."""
    out = []
    verbatim = False
    for line in text.split("\n"):
        indented = line.startswith("  ")
        if verbatim and line and not indented:
            out.append(".fi\n.RE")
            verbatim = False
        if re.fullmatch(r"[A-Z][A-Z ]+", line):
            out.append(".SH " + line)
        elif indented:
            if not verbatim:
                out.append(".RS 2\n.nf")
                verbatim = True
            out.append(escape(line[2:]))
        elif not line:
            out.append("" if verbatim else ".PP")
        else:
            out.append(escape(line))
    if verbatim:
        out.append(".fi\n.RE")
    return "\n".join(out)


def dashed(name):
    return ("-" if name["kind"] == "short" else "--") + name["name"]


def shown(arguments):
    return [a for a in arguments if a.get("shouldDisplay", True)]


def synopsis(words, command):
    parts = [f"\\fB{escape(words)}\\fR"]
    for argument in shown(command.get("arguments", [])):
        value = f"\\fI{escape(argument['valueName'])}\\fR"
        if argument["kind"] != "positional":
            name = f"\\fB{escape(dashed(argument['preferredName']))}\\fR"
            if argument["preferredName"]["name"] in ("help", "version"):
                continue
            value = name if argument["kind"] == "flag" else f"{name} {value}"
        if argument.get("isRepeating"):
            value += " ..."
        if argument.get("parsingStrategy") == "postTerminator":
            value = f"\\-\\- {value}"
        parts.append(f"[{value}]" if argument.get("isOptional") else value)
    return " ".join(parts) + (" \\fIsubcommand\\fR" if subcommands(command) else "")


def options(command):
    out = []
    section = None
    for argument in shown(command.get("arguments", [])):
        if argument.get("sectionTitle") != section:
            section = argument.get("sectionTitle")
            if section:
                out.append(f".SS {escape(section)}")
        names = argument.get("names", [])
        value = f"\\fI{escape(argument['valueName'])}\\fR"
        title = ", ".join(f"\\fB{escape(dashed(name))}\\fR" for name in names) or value
        if argument["kind"] == "option":
            title += " " + value
        text = argument.get("abstract", "")
        if argument.get("discussion"):
            text += " " + " ".join(argument["discussion"].split())
        if argument.get("allValues"):
            text += f" One of {', '.join(argument['allValues'])}."
        if argument.get("defaultValue"):
            text += f" Default: {argument['defaultValue']}."
        out.append(f".TP\n{title}\n{escape(text.strip())}")
    return "\n".join(out)


def subcommands(command):
    return [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True) and c["commandName"] != "help"]


def page(words, command, version, date):
    name = words.replace(" ", "-")
    out = [
        f'.TH {name.upper()} 1 "{date}" "perfstat {version}" "perfstat"',
        f".SH NAME\n{escape(name)} \\- {escape(command.get('abstract', '').rstrip('.'))}",
        ".SH SYNOPSIS",
    ]
    inner = subcommands(command) if " " in words else []
    for line in [synopsis(f"{words} {c['commandName']}", c) for c in inner] or [synopsis(words, command)]:
        out.append(f".PP\n{line}")
    if command.get("discussion"):
        out.append(".SH DESCRIPTION\n" + discussion(command["discussion"]))
    if inner:
        out.append(".SH SUBCOMMANDS")
        for c in inner:
            out.append(f".SS {escape(words + ' ' + c['commandName'])}\n{escape(c.get('abstract', ''))}")
            if c.get("discussion"):
                out.append(".PP\n" + discussion(c["discussion"]).replace(".SH ", ".PP\n"))
            out.append(options(c))
    else:
        out.append(".SH OPTIONS\n" + options(command))
    if " " not in words:
        out.append(".SH COMMANDS")
        for c in subcommands(command):
            out.append(f".TP\n\\fBperfstat\\-{escape(c['commandName'])}\\fR(1)\n{escape(c.get('abstract', ''))}")
    if "EXIT STATUS" not in command.get("discussion", ""):
        out.append(".SH EXIT STATUS")
        out += [f".TP\n{status}\n{escape(meaning)}" for status, meaning in EXIT_STATUS]
    if " " in words:
        out.append(".SH SEE ALSO\n\\fBperfstat\\fR(1)")
    return name, "\n".join(out) + "\n"


def main(folder, date=""):
    root = json.load(sys.stdin)["command"]
    version = (pathlib.Path(__file__).parent.parent / "VERSION").read_text().strip()
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for words, command in [("perfstat", root)] + [(f"perfstat {c['commandName']}", c) for c in subcommands(root)]:
        name, text = page(words, command, version, date)
        (target / f"{name}.1").write_text(text)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
