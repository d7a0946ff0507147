#!/usr/bin/env python3
"""The first walk of a manager, from "botrun init" to a resolved incident and an approved post.

    console.py [--botrun FILE] [--shots FOLDER] [--axe axe.min.js]

Starts the bot on a configuration that it has just made itself, signs in at its console in a headless browser, and does
there what a person would: by keyboard, with and without JavaScript, with names that try to be markup. Takes screenshots
of every page in light, dark and phone width, and looks at each with axe-core, which it fetches from PyPI where it is not
given.
Exits 0 when all claims hold, 1 when one does not, 2 when the browser cannot be used.
"""
import argparse
import datetime
import glob
import http.client
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse
import venv
import zipfile

from page import ROOT, free_port, wait_until_ready
from sandbox_page import Browser, Fault

# axe-core 4.12 is in it.
AXE = "axe-playwright-python==0.1.8"
PAGES = ["today", "flags", "calendar", "outbox", "questions", "members", "charts"]
HOSTILE = '<img src=x onerror="document.title=1">'
DANGER = "I want to kill myself, nobody would even notice"
LARGEST = 100_000


def claim(holds, sentence):
    if not holds:
        raise Fault(sentence)


class Bot:
    """A bot on a new configuration, in a folder of its own."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="botrun-console-")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        home = os.path.join(self.folder, "try")
        subprocess.run(
            [program, "init", home, "--kind", "practice", "--name", "Lobby", "--timezone", "UTC", "--yes"], check=True,
            stdout=subprocess.DEVNULL)
        self.config = os.path.join(home, "config.json")
        self.write(home)
        self.process = subprocess.Popen([program, "run", "--config", self.config], stderr=subprocess.PIPE, text=True)

    def write(self, home):
        text = open(self.config, encoding="utf-8").read()
        text = text.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}").replace('"script": "Examples/day.jsonl"', "")
        text = re.sub(r'"script": "[^"]*day.jsonl"', "", text)
        second = {
            "id": "garden", "name": f"Garden {HOSTILE}", "platform": "sandbox", "drafts": True,
            "moderators": "#moderators",
            "plugins": [{"plugin": "welcome", "text": "Welcome, {member.name}!"}],
        }
        text = re.sub(r"\]\s*,?\s*\}\s*$", "," + json.dumps(second) + "]}", text.rstrip())
        text = re.sub(r",(\s*),", r",\1", text)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)
        [calendar] = glob.glob(os.path.join(home, "**", "calendar.json"), recursive=True)
        # The posts that it came with might come close to these at some hours, and would then move them.
        entries = "[]"
        due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=45)
        for name, offset in [("launch", 0), ("too-early", 3600)]:
            when = due + datetime.timedelta(seconds=offset)
            entry = {
                "id": name, "channel": "#help", "at": when.strftime("%Y-%m-%dT%H:%M:%S"), "timezone": "UTC",
                "text": f"The {name} of the new library is here!", "status": "review",
            }
            entries = entries.replace("]", ("," if len(entries) > 2 else "") + json.dumps(entry) + "]")
        with open(calendar, "w", encoding="utf-8") as file:
            file.write(entries)

    def link(self):
        done = subprocess.run(
            [self.program, "console", "--config", self.config], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def token(self):
        [path] = glob.glob(os.path.join(self.folder, "try", "*.console"))
        claim(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "others can read the token")
        return open(path, encoding="utf-8").read().strip()

    def ask(self, method, path, body=None, headers=None):
        """A request as no browser would send it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request(method, path, body=body, headers=headers or {})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, answer.headers, text

    def do(self, community, deed, **fields):
        status, _, text = self.ask(
            "POST", f"/communities/{community}/{deed}", json.dumps(fields), {"Content-Type": "application/json"})
        claim(status == 200, f"the sandbox refused {deed}: {status} {text}")
        return json.loads(text)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
        claim(self.process.returncode == 0, f"the bot ended with {self.process.returncode}: {log}")
        return log


def axe_script(given):
    if given:
        return open(given, encoding="utf-8").read()
    cache = os.path.join(ROOT, ".build/axe")
    found = glob.glob(os.path.join(cache, "*.whl"))
    if not found:
        # Debian's own Python may have no pip.
        venv.create(os.path.join(cache, "venv"), with_pip=True)
        pip = [os.path.join(cache, "venv/bin/python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "download", "-q", "--no-deps", "-d", cache, AXE], check=True)
        found = glob.glob(os.path.join(cache, "*.whl"))
    with zipfile.ZipFile(found[0]) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("axe.min.js"))
        return wheel.read(name).decode()


class Walk:
    def __init__(self, browser, bot, options):
        self.browser = browser
        self.bot = bot
        self.options = options
        self.axe = axe_script(options.axe)
        self.sizes = {}
        self.looked = 0

    def run(self):
        steps = [
            self.is_closed_to_strangers, self.refuses_a_wrong_token, self.signs_in_by_a_link, self.lets_a_link_in_once,
            self.tells_of_an_incident_as_it_comes, self.resolves_it_by_keyboard, self.settles_nothing_of_strangers,
            self.approves_a_post_that_then_comes, self.rejects_another, self.shows_names_as_names,
            self.answers_a_gap, self.switches_communities, self.works_without_javascript, self.looks_right_everywhere,
            self.can_be_walked_by_keyboard, self.is_quiet, self.holds_back_guesses, self.signs_out,
        ]
        for step in steps:
            step()
            print("ok  ", step.__name__.replace("_", " "), flush=True)

    # What a person does

    def open(self, page, community="lobby", extra=""):
        url = f"{self.bot.base}/console/{page}?community={community}{extra}"
        self.browser.run("window.old = true")
        self.browser.call("Page.navigate", url=url)
        self.browser.wait(f"the page {page}", "!window.old && document.readyState === 'complete'")

    def text(self):
        return self.browser.run("document.body.innerText")

    def submits(self, script):
        """Does what leads to another page, and waits for it."""
        self.browser.run("window.old = true")
        self.browser.run(script)
        self.browser.wait("the next page", "!window.old && document.readyState === 'complete'")

    def tab_to(self, wanted, most=80):
        """Presses the tab key until that has the focus."""
        for _ in range(most):
            self.browser.press("Tab", 9)
            if self.browser.run(f"document.activeElement.matches({json.dumps(wanted)})"):
                outline = self.browser.run("getComputedStyle(document.activeElement).outlineStyle")
                claim(outline != "none", f"one does not see the focus on {wanted}")
                return
        raise Fault(f"the tab key does not reach {wanted}")

    def enter(self):
        self.browser.run("window.old = true")
        self.browser.press("Enter", 13)
        self.browser.wait("the next page", "!window.old && document.readyState === 'complete'")

    # The walk

    def is_closed_to_strangers(self):
        for page in PAGES + ["", "report", "export", "events", "do"]:
            status, headers, text = self.bot.ask("GET", f"/console/{page}")
            claim(status == 401, f"{page} answered {status} to a stranger")
            claim("Lobby" not in text, f"{page} tells a stranger of the community")
        status, _, _ = self.bot.ask("GET", "/console/today", headers={"Host": "evil.example"})
        claim(status == 421, f"another name was answered {status}")
        status, _, _ = self.bot.ask("POST", "/console/do", "deed=release", {"Origin": "http://evil.example"})
        claim(status == 403, f"a form of another site was answered {status}")

    def refuses_a_wrong_token(self):
        self.open("today")
        self.browser.type("#token", "a-token-that-somebody-guessed")
        self.enter()
        claim("That is not the token" in self.text(), "a wrong token is not told")
        self.check_page("sign-in")

    def signs_in_by_a_link(self):
        self.used = self.bot.link()
        self.browser.call("Page.navigate", url=self.used)
        self.browser.wait("the link", "Boolean(document.querySelector('#name'))")
        self.check_page("link")
        self.tab_to("#name")
        self.browser.call("Input.insertText", text="Anna")
        self.enter()
        claim(self.browser.run("document.querySelector('h1').textContent") == "Today", "it does not begin with today")
        claim("Signed in as Anna" in self.text(), "it does not tell who is signed in")
        cookies = self.browser.call("Network.getCookies")["cookies"]
        [self.cookie] = [one for one in cookies if one["name"].startswith("botrun-")]
        claim(self.cookie["httpOnly"] and self.cookie["sameSite"] == "Strict", "the cookie is not kept as it should")

    def lets_a_link_in_once(self):
        code = urllib.parse.urlsplit(self.used).query
        status, _, text = self.bot.ask(
            "POST", "/console/sign-in", code, {"Content-Type": "application/x-www-form-urlencoded"})
        claim(status == 403 and "used already" in text, "a link lets in twice")

    def tells_of_an_incident_as_it_comes(self):
        self.open("today")
        self.member = self.bot.do("lobby", "join", name=HOSTILE)["member"]
        self.bot.do("lobby", "say", **{"as": self.member, "text": DANGER, "channel": "general"})
        self.browser.wait("the number of flags", "document.querySelector('[data-count=flags] .number').textContent === '1'")
        self.browser.wait("the new row", f"document.querySelector('#happened').innerText.includes({json.dumps(DANGER)})")
        self.browser.wait("the notice", "document.querySelector('#live').checkVisibility()")
        self.shoot("today-live", 1200, 900, "light")

    def resolves_it_by_keyboard(self):
        self.tab_to("nav a[href^='flags']")
        self.enter()
        claim("Nobody has looked at it yet" in self.text(), "the flag is not there")
        self.tab_to("button[aria-label^='I take care']")
        self.enter()
        claim("Anna (console) takes care of it" in self.text(), "it does not tell who takes care")
        self.tab_to("button[aria-label^='Resolve']")
        self.enter()
        claim("you resolved flag 1" in self.text() and "No flag is open" in self.text(), "it is not resolved")
        self.open("flags", extra="&all")
        claim("Resolved by Anna (console)" in self.text(), "it does not tell who resolved it")
        self.open("today")
        claim("Anna (console) resolved flag 1" in self.text(), "what was done is not written down")

    def settles_nothing_of_strangers(self):
        cookie = f"{self.cookie['name']}={self.cookie['value']}"
        form = "deed=hold&for=1d&community=lobby&back=today"
        for headers, body in [
            ({}, form), ({}, form + "&csrf=" + "0" * 64), ({"Origin": "null"}, form),
            ({"Sec-Fetch-Site": "cross-site"}, form), ({"Origin": f"http://localhost:{self.bot.port}"}, form),
        ]:
            kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            status, _, _ = self.bot.ask("POST", "/console/do", body, {**kind, **headers})
            claim(status == 403, f"a forged form was answered {status}")
        self.open("outbox")
        claim("Scheduled posts are held" not in self.text(), "a forged form was obeyed")

    def approves_a_post_that_then_comes(self):
        self.open("calendar")
        claim("Shown for approval" in self.text(), "nothing is shown for approval")
        self.shoot("calendar-asked", 1200, 900, "light")
        self.tab_to("button[aria-label='Approve: launch']")
        self.enter()
        claim("launch is approved" in self.text(), f"the plugin's answer is not shown: {self.text()[:400]}")
        deadline = time.monotonic() + 120
        while "launch of the new library is here" not in self.sent():
            claim(time.monotonic() < deadline, "the approved post did not come")
            time.sleep(1)

    def sent(self):
        """What the bot wrote in the sandbox, as a member sees it."""
        line = http.client.HTTPConnection("127.0.0.1", self.bot.port, timeout=10)
        line.request("GET", "/communities/lobby/events")
        answer = line.getresponse()
        answer.readline()
        snapshot = json.loads(answer.readline().decode().removeprefix("data: "))
        line.close()
        public = [one for one in snapshot["messages"] if one["channel"] == "help" and one.get("by") == snapshot["bot"]]
        return json.dumps(public)

    def rejects_another(self):
        self.open("calendar")
        self.browser.run("document.querySelector('#why-too-early').value = 'the library is not ready'")
        self.submits("document.querySelector('#why-too-early').form.requestSubmit()")
        claim("is not posted" in self.text(), "the rejected post is not told")

    def shows_names_as_names(self):
        for page in PAGES:
            self.open(page)
            claim(
                not self.browser.run("document.querySelectorAll('main img, main script, main iframe').length"),
                f"a member's name became markup on {page}")
        self.open("members")
        claim(HOSTILE in self.text(), "the name is not shown as it is")
        self.submits("document.querySelector('.people a').click()")
        claim("Id:" in self.text(), "a member's page does not open")
        self.check_page("member")

    def answers_a_gap(self):
        self.bot.do("lobby", "say", **{"as": self.member, "text": "How do I grow tomatoes on the moon?", "channel": "help"})
        time.sleep(1)
        self.open("questions")
        claim("tomatoes on the moon" in self.text(), "the question is not kept")
        summary = "[...document.querySelectorAll('summary')].find((one) => one.innerText.includes('Write an answer'))"
        if self.browser.run(f"Boolean({summary})"):
            self.browser.run(f"{summary}.click()")
            self.browser.run("document.querySelector('textarea').value = 'With patience.'")
            self.submits("document.querySelector('textarea').form.requestSubmit()")
            claim("Added" in self.text(), f"the answer was not added: {self.text()[:300]}")

    def switches_communities(self):
        self.bot.do("garden", "join", name="Grete")
        self.open("outbox")
        self.submits(
            "document.querySelector('#community').value = 'garden';"
            "document.querySelector('form.switch').requestSubmit()")
        claim(f"Garden {HOSTILE}" in self.browser.run("document.querySelector('#community').selectedOptions[0].text"), "it was not switched")
        deadline = time.monotonic() + 15
        while "Drafts for you to post" not in self.text():
            claim(time.monotonic() < deadline, "the draft is not shown")
            self.open("outbox", "garden")
        self.check_page("drafts")
        self.submits("document.querySelector(\"button[aria-label^='I have posted']\").form.requestSubmit()")
        claim("you posted draft" in self.text(), "the draft was not settled")

    def works_without_javascript(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.open("outbox")
            self.browser.run("document.querySelector('details').open = true")
            self.submits("document.querySelector('#hold-for').form.requestSubmit()")
            claim("Scheduled posts are held" in self.text(), "a hold needs JavaScript")
            self.shoot("outbox-held", 1200, 900, "light")
            self.submits("document.querySelector('button.main').form.requestSubmit()")
            claim("let the scheduled posts go out again" in self.text(), "the end of a hold needs JavaScript")
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)

    def looks_right_everywhere(self):
        self.bot.do("lobby", "say", **{"as": self.member, "text": DANGER + " again", "channel": "general"})
        time.sleep(1)
        for page in PAGES:
            self.open(page)
            self.check_page(page)
        css = self.bot.ask("GET", "/console/app.css")[2]
        script = self.bot.ask("GET", "/console/app.js")[2]
        for name, size in self.sizes.items():
            total = size + len(css.encode()) + len(script.encode())
            claim(total < LARGEST, f"{name} has {total} bytes")
        print("     bytes, with style and script:", {
            name: size + len(css.encode()) + len(script.encode()) for name, size in self.sizes.items()})

    def check_page(self, name):
        """In every light and width: with axe-core, and that nothing stands out of the page."""
        self.sizes[name] = self.browser.run("new Blob([document.documentElement.outerHTML]).size")
        for look, width, height, scheme, mobile in [
            ("light", 1200, 900, "light", False), ("dark", 1200, 900, "dark", False), ("phone", 390, 844, "light", True),
            ("phone-dark", 320, 640, "dark", True),
        ]:
            self.shoot(f"{name}-{look}", width, height, scheme, mobile)
            wide = self.browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            claim(wide <= 0, f"{name} is {wide} points too wide ({look})")
            self.browser.run(f"window.axe ? null : (() => {{ {self.axe} }})()")
            found = self.browser.run(
                "axe.run(document, { resultTypes: ['violations'] }).then((done) => done.violations.map((one) =>"
                " `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(' | ').slice(0, 500)}`))")
            claim(found == [], f"{name}, {look}: " + "; ".join(found or ["axe-core did not run"]))
            self.looked += 1
        self.shoot(None, 1200, 900, "light")

    def shoot(self, name, width, height, scheme, mobile=False):
        os.makedirs(self.options.shots, exist_ok=True)
        self.browser.shoot(os.path.join(self.options.shots, f"{name or 'last'}.png"), width, height, scheme, mobile)

    def can_be_walked_by_keyboard(self):
        self.open("today")
        self.browser.press("Tab", 9)
        claim(self.browser.run("document.activeElement.className") == "skip", "the first stop is not the way to the content")
        self.browser.press("Enter", 13)
        claim(self.browser.run("document.activeElement.id") == "main", "the way to the content does not lead there")
        for page in PAGES:
            self.open(page)
            stops = self.browser.run(
                "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
                ".filter((one) => one.checkVisibility() && one.tabIndex >= 0).length")
            reached = set()
            for _ in range(stops + 12):
                self.browser.press("Tab", 9)
                reached.add(self.browser.run(
                    "(() => { const all = [...document.querySelectorAll('*')]; return all.indexOf(document.activeElement); })()"))
            claim(len(reached) >= stops, f"{page}: the tab key reaches {len(reached)} of {stops}")

    def is_quiet(self):
        known = ("403", "401", "404", "421", "429")
        found = [one for one in self.browser.complaints() if not any(f"status of {code}" in one for code in known)]
        claim(found == [], "the browser complains: " + "; ".join(found))
        foreign = [url for url in self.browser.requested() if not url.startswith((self.bot.base, "data:", "blob:"))]
        claim(foreign == [], "the pages asked others: " + ", ".join(foreign))
        print(f"     axe-core looked at {self.looked} pages")

    def holds_back_guesses(self):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answers = [self.bot.ask("POST", "/console/sign-in", f"token=guess{n}", kind)[0] for n in range(12)]
        claim(429 in answers, f"guesses are not held back: {answers}")
        right = urllib.parse.urlencode({"token": self.bot.token()})
        claim(self.bot.ask("POST", "/console/sign-in", right, kind)[0] == 429, "a guess came through")
        link = urllib.parse.urlsplit(self.bot.link()).query
        claim(self.bot.ask("POST", "/console/sign-in", link, kind)[0] == 303, "guesses lock out who has a link")

    def signs_out(self):
        self.open("today")
        self.submits("document.querySelector('form.out').requestSubmit()")
        claim("Sign in" in self.text(), "one is not signed out")
        status, _, _ = self.bot.ask(
            "GET", "/console/today", headers={"Cookie": f"{self.cookie['name']}={self.cookie['value']}"})
        claim(status == 401, "the cookie lets in after one signed out")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--botrun", default=os.path.join(ROOT, ".build/debug/botrun"))
    options.add_argument("--shots", default=os.path.join(ROOT, ".build/console"), help="where the screenshots go")
    options.add_argument("--axe", help="axe.min.js, where it is not to be fetched")
    arguments = options.parse_args()
    bot = Bot(arguments.botrun)
    code = 0
    try:
        wait_until_ready(bot.base, bot.process)
        try:
            browser = Browser(shutil.which("chromium") or "chromium")
        except (OSError, Fault) as error:
            print(f"the browser cannot be used: {error}", file=sys.stderr)
            sys.exit(2)
        try:
            Walk(browser, bot, arguments).run()
        finally:
            browser.close()
    except Fault as fault:
        print(f"FAIL {fault}", file=sys.stderr)
        code = 1
    finally:
        log = bot.stop()
        if code:
            print(log[-3000:], file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
