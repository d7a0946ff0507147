#!/usr/bin/env python3
"""Opens the page of `botrun report --html` in a real browser, of real chat archives, and looks whether it can be read.

    report_page.py [--data ../shared/data] [--botrun .build/debug/botrun] [--shots .build/report]

Wide and on a phone, light and dark, and as it is printed: nothing is clipped, no two texts of a chart lie on each other,
each chart has title, unit and a text for whoever cannot see it, the period is told, and nothing is fetched. Leaves
screenshots and the printed page. Needs Chromium and nothing else.
"""
import argparse
import base64
import os
import pathlib
import shutil
import subprocess
import sys

from sandbox_page import Browser, Fault

REPORTS = [
    ("year", "slack_chats/racket-general-2018.jsonl", []),
    ("weeks", "slack_chats/elmlang-general-2019.jsonl", ["--from", "2019-02-04", "--to", "2019-03-31", "--zone", "Europe/London"]),
    ("day", "slack_chats/elmlang-general-2019.jsonl", ["--from", "2019-02-04", "--to", "2019-02-04"]),
    ("names", "zulip_lean/messages-to-2025-09.jsonl", ["--names", "--name", "A <b>very</b> long name " * 5]),
    ("empty", "slack_chats/elmlang-general-2019.jsonl", ["--from", "2031-02-04", "--to", "2031-02-20"]),
]

LOOK = """(() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide, the screen ${root.clientWidth}`);
  if (!/\\d{4}-\\d\\d-\\d\\d to \\d{4}/.test(document.querySelector('header p').innerText)) faults.push('no period');
  if (document.scripts.length) faults.push('a script');
  for (const node of document.querySelectorAll('dt, dd b, small, figcaption, h1, h2')) {
    if (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline') faults.push('clipped: ' + node.innerText);
  }
  for (const figure of document.querySelectorAll('figure')) {
    const title = figure.querySelector('figcaption b').innerText, unit = figure.querySelector('figcaption span').innerText;
    const svg = figure.querySelector('svg'), box = svg.getBoundingClientRect();
    if (!title || unit.length < 8) faults.push('a chart without title or unit');
    if (svg.getAttribute('aria-label').length < title.length + unit.length + 10) faults.push(title + ': no text for it');
    const texts = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [text, at] of texts) {
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1)
        faults.push(`${title}: "${text}" is cut`);
      if (at.height < 9) faults.push(`${title}: "${text}" is ${at.height} high`);
    }
    texts.forEach(([text, a], index) => texts.slice(index + 1).forEach(([other, b]) => {
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
        faults.push(`${title}: "${text}" lies on "${other}"`);
    }));
  }
  return { faults, height: root.scrollHeight, charts: document.querySelectorAll('figure').length };
})()"""


def look(browser, name, shots):
    charts = 0
    for scheme, width, is_phone in [("light", 1100, False), ("dark", 1100, False), ("light", 360, True)]:
        browser.shoot(str(shots / "look.png"), width, 900, scheme, is_phone)
        seen = browser.run(LOOK)
        kind = "phone" if is_phone else scheme
        browser.shoot(str(shots / f"{name}-{kind}.png"), width, min(seen["height"], 8000), scheme, is_phone)
        if seen["faults"]:
            raise Fault(f"{name}, {kind}: " + "; ".join(seen["faults"][:10]))
        charts = seen["charts"]
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
    (shots / f"{name}.pdf").write_bytes(base64.b64decode(printed))
    (shots / "look.png").unlink()
    return charts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--botrun", default=".build/debug/botrun")
    parser.add_argument("--data", default=os.environ.get("BOTRUN_SHARED", "../shared") + "/data")
    parser.add_argument("--shots", default=".build/report")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser") or "")
    options = parser.parse_args()
    data, shots = pathlib.Path(options.data), pathlib.Path(options.shots).absolute()
    if not data.is_dir():
        print("report page: skipped: no ../shared")
        return 0
    shots.mkdir(parents=True, exist_ok=True)
    browser = Browser(options.chromium)
    try:
        for name, path, more in REPORTS:
            page = shots / f"{name}.html"
            command = [options.botrun, "report", "--history", str(data / path), "--html", str(page), *more]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            browser.events.clear()
            browser.call("Page.navigate", url=page.as_uri())
            browser.wait("the page", "document.readyState === 'complete' && !!document.querySelector('footer')")
            charts = look(browser, name, shots)
            faults = browser.complaints() + [url for url in browser.requested() if url != page.as_uri()]
            if faults:
                raise Fault(f"{name}: " + "; ".join(faults))
            print(f"report page {name}: {charts} charts, {page.stat().st_size // 1024} KB")
    except Fault as fault:
        print("FAIL", fault, file=sys.stderr)
        return 1
    finally:
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
