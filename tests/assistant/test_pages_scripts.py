"""The pages' scripts: run where node is, and read everywhere."""

import base64
import json
import re
import shutil
import subprocess

import pytest

from assistant.rendering import PAGES, read_static_files

STREAM = (
    ": a comment\n\n"
    'event: passages\r\ndata: {"query": "é🙂"}\r\n\r\n'
    "event:statement\ndata: first\ndata:  second\n\n\n"
    "data: unnamed\r\r"
    "retry: 10\n\n"
    "event: answer\ndata: a:b\u2028c\n\n"
    "event: answer\ndata: cut off"
)
EVENTS = [
    {"event": "passages", "data": '{"query": "é🙂"}'},
    {"event": "statement", "data": "first\n second"},
    {"event": "message", "data": "unnamed"},
    {"event": "answer", "data": "a:b\u2028c"},
]

CUTTING = """
const { readEvents } = await import(MODULE);
const bytes = new TextEncoder().encode(STREAM);
async function read(...pieces) {
  const stream = new ReadableStream({
    start(controller) { pieces.forEach((piece) => controller.enqueue(piece)); controller.close(); },
  });
  const events = [];
  for await (const event of readEvents(stream)) events.push(event);
  return JSON.stringify(events);
}
const found = new Set();
for (let first = 0; first <= bytes.length; first += 1)
  for (let second = first; second <= bytes.length; second += 1)
    found.add(await read(bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)));
found.add(await read(...[...bytes].map((byte) => Uint8Array.of(byte))));
console.log(JSON.stringify([...found].map((text) => JSON.parse(text))));
"""

REMEMBERING = """
const { Conversation } = await import(MODULE);
const kept = new Map();
const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
const turn = (text) => ({ text, generation: "000001-a" });
const first = new Conversation("key", "000001-a", store);
for (let number = 0; number < 40; number += 1) first.add(`question ${number}`, turn("🙂".repeat(20001)));
const again = new Conversation("key", "000001-a", store);
const other = new Conversation("key", "000002-b", store);
kept.set("key", '{"not": "a list"}');
const broken = new Conversation("key", null, store);
const history = again.writeHistory();
console.log(JSON.stringify([
  again.turns.length, other.turns.length, broken.turns.length, history.length,
  history.at(-2).content, [...history.at(-1).content].length, new Conversation("key", null, null).turns.length,
]));
"""


WORDING = """
const { LANGUAGES, Wording } = await import(MODULE);
const gaps = (message) => [...JSON.stringify(message).matchAll(/\\{(\\w+)\\}/g)].map(([, name]) => name).sort();
const describe = ([key, message]) => [key, typeof message, ...new Set(gaps(message))];
const shape = (messages) => Object.entries(messages).map(describe);
const said = { speaker: "Ghada Waly", role: "Director", published: "2020-10-12" };
const citation = { number: 2, title: "T", kind: "statement", ...said };
console.log(JSON.stringify([
  Object.fromEntries(Object.entries(LANGUAGES).map(([language, messages]) => [language, shape(messages)])),
  ["en-GB", "fr", "es-MX", "xx", "", null].map((tag) => new Wording(tag).language),
  new Wording("en").nameCitation(citation),
  new Wording("fr").writeFacts(citation),
  new Wording("en").writeFacts({ ...citation, speaker: null, role: null, published: null }),
  [0, 1, 2].map((n) => new Wording("fr").count("document", n)),
]));
"""


def run_script(script: str, module: str, **values: object) -> object:
    """Return what a script prints that imports one of the pages' modules."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the pages' scripts are not run")
    source = base64.b64encode((PAGES / module).read_bytes()).decode()
    constants = {"MODULE": f"data:text/javascript;base64,{source}", **values}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    done = subprocess.run(
        [node, "--input-type=module", "-"], input=head + script, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read_list(value: object) -> list[object]:
    """Return a value that has to be a list."""
    assert isinstance(value, list)
    return value


def test_an_event_survives_being_cut_anywhere_even_within_a_character() -> None:
    assert run_script(CUTTING, "events.js", STREAM=STREAM) == [EVENTS]


def test_a_conversation_is_found_again_and_never_with_another_index() -> None:
    kept, other, broken, sent, question, longest, without = read_list(run_script(REMEMBERING, "conversation.js"))
    assert (kept, other, broken, without) == (30, 0, 0, 0)
    assert (sent, question, longest) == (20, "question 39", 20_000)


def test_every_language_says_everything_with_the_same_gaps() -> None:
    shapes, languages, name, facts, few, counts = read_list(run_script(WORDING, "wording.js"))
    assert isinstance(shapes, dict)
    assert set(shapes) >= {"en", "fr", "es"}
    assert all(shape == shapes["en"] for shape in shapes.values())
    assert languages == ["en", "fr", "es", "en", "en", "en"]
    assert name == "Source 2: T, Statement, Ghada Waly, 12 October 2020"
    assert facts == "Statement · Ghada Waly, Director · 12 octobre 2020"
    assert few == "Statement"
    assert counts == ["0 document", "1 document", "2 documents"]


@pytest.mark.parametrize("name", sorted(name for name in read_static_files() if name.endswith(".js")))
def test_scripts_put_what_was_quoted_into_pages_as_text(name: str) -> None:
    script = (PAGES / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc", script)
    assert not re.search(r"https?://", script), "everything is loaded from the service itself"


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.iterdir() if path.name.endswith(".html")))
def test_templates_have_nothing_inline_and_nothing_from_elsewhere(name: str) -> None:
    template = (PAGES / name).read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|\|\s*safe\b|autoescape", template)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", template))
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", template)


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    for name, file in read_static_files().items():
        if name.endswith(".css"):
            assert b"url(" not in file.content
            assert b"@import" not in file.content
