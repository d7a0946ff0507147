#!/usr/bin/env python3
"""Tries the sandbox page of a running bot in a real browser, as a newcomer would.

    sandbox_page.py http://127.0.0.1:8080/communities/lobby/ SHOTS [--question TEXT] [--answer TEXT] …

Needs Chromium and nothing else. Speaks the DevTools protocol through a pipe. Takes screenshots into SHOTS.
Exits 0 when all claims hold, 1 when one does not, 2 when the browser cannot be used.
"""
import argparse
import base64
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time


class Fault(Exception):
    """A claim that does not hold, or a browser that does not answer."""


class Browser:
    """A headless Chromium, spoken to by JSON messages that each end with a NUL."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="sandbox-page-")
        there, self.writer = os.pipe()
        self.reader, back = os.pipe()
        # Chromium reads from 3 and writes to 4: keep our ends away from those numbers.
        there, back = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (there, back))
        command = [
            program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-extensions",
            "--disable-component-update", f"--user-data-dir={self.profile}", "about:blank",
        ]
        script = f'exec "$@" 3<&{there} 4>&{back} {there}<&- {back}>&-'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command], pass_fds=(there, back), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(there)
        os.close(back)
        self.number = 0
        self.rest = b""
        self.answers = {}
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + 30
        while self.number not in self.answers:
            self.read(deadline - time.monotonic(), method)
        answer = self.answers.pop(self.number)
        if "error" in answer:
            raise Fault(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def read(self, wait, why):
        if wait <= 0 or not select.select([self.reader], [], [], wait)[0]:
            raise Fault(f"the browser does not answer {why}")
        bytes_read = os.read(self.reader, 1 << 20)
        if not bytes_read:
            raise Fault("the browser ended")
        *messages, self.rest = (self.rest + bytes_read).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.events.append(message)

    def run(self, script):
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise Fault(f"{script}: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def wait(self, what, script, seconds=10):
        """Runs the script until it gives something true, and returns that."""
        deadline = time.monotonic() + seconds
        while True:
            value = self.run(script)
            if value:
                return value
            if time.monotonic() > deadline:
                raise Fault(f"within {seconds} s this did not come: {what}")
            time.sleep(0.1)

    def type(self, field, text):
        self.run(f"document.querySelector({json.dumps(field)}).focus()")
        self.call("Input.insertText", text=text)

    def press(self, key, code, modifiers=0):
        text = {"Enter": "\r"}.get(key)
        fields = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown", **fields, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **fields)

    def shoot(self, path, width, height, scheme, mobile=False):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.call("Emulation.setTouchEmulationEnabled", enabled=mobile)
        time.sleep(0.3)
        picture = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture))

    def complaints(self):
        """What the console and the security policy reported, and requests to anywhere else."""
        found = []
        for event in self.events:
            method, params = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append("exception: " + str(params["exceptionDetails"].get("exception", {}).get("description")))
            elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                found.append(f"console: {params['args']}")
            elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                found.append(f"log: {params['entry']['text']} {params['entry'].get('url', '')}")
        return found

    def requested(self):
        urls = (e["params"]["request"]["url"] for e in self.events if e["method"] == "Network.requestWillBeSent")
        return [url for url in urls if not url.startswith("about:")]


TEXTS = """[...document.querySelectorAll("#log .message")].map((one) => ({
  id: one.dataset.id, bot: one.classList.contains("bot"), inThread: one.parentElement.className === "thread",
  root: one.parentElement.closest(".message")?.dataset.id ?? "",
  text: one.querySelector(":scope > .body").innerText }))"""


class Visit:
    def __init__(self, browser, options):
        self.browser = browser
        self.options = options
        self.name = options.name or f"Visitor {int(time.time()) % 100000}"

    def run(self):
        steps = [
            self.opens, self.joins, self.welcomes_once, self.escapes, self.reacts_and_edits, self.answers_in_thread,
            self.posts_on_schedule, self.keeps_focus_and_announces, self.fits_a_phone, self.is_quiet,
            self.tells_of_a_lost_connection,
        ]
        for step in steps:
            step()
            print("ok  ", step.__name__.replace("_", " "), flush=True)

    def shot(self, name, width=1200, height=800, scheme="light", mobile=False):
        os.makedirs(self.options.shots, exist_ok=True)
        self.browser.shoot(os.path.join(self.options.shots, name + ".png"), width, height, scheme, mobile)

    def go_to(self, channel):
        self.browser.wait(
            f"the channel {channel}",
            f"(() => {{ const b = document.querySelector('#channels [data-channel={json.dumps(channel)}]');"
            " b?.click(); return Boolean(b); })()")

    def say(self, text):
        self.browser.type("#text", text)
        self.browser.press("Enter", 13)
        self.browser.wait("the sent text to leave the field", "document.querySelector('#text').value === ''")

    def message(self, text, seconds=10, bot=False):
        """The message in the open channel whose text holds this."""
        script = f"({TEXTS}).find((one) => one.bot === {json.dumps(bot)} && one.text.includes({json.dumps(text)}))"
        return self.browser.wait(f'a message with "{text}"', script, seconds)

    def opens(self):
        self.browser.call("Page.navigate", url=self.options.url)
        self.browser.wait("the channels", "document.querySelectorAll('#channels button').length", 20)
        self.shot("start")

    def joins(self):
        self.browser.run("document.querySelector('#join-show').offsetParent && document.querySelector('#join-show').click()")
        self.browser.type("#name", self.name)
        self.browser.press("Enter", 13)
        chosen = "document.querySelector('#as').selectedOptions[0]?.textContent"
        self.browser.wait("the new member to speak", f"{chosen} === {json.dumps(self.name)}")

    def welcomes_once(self):
        script = f"({TEXTS}).filter((one) => one.bot && one.text.includes({json.dumps(self.name)})).length"
        deadline = time.monotonic() + self.options.patience
        places = self.browser.run("[...document.querySelectorAll('#channels button')].map((one) => one.dataset.channel)")
        count = 0
        while not count and time.monotonic() < deadline:
            count = self.welcomes(places, script)
            time.sleep(0.2)
        time.sleep(1.5)
        count = self.welcomes(places, script)
        if count != 1:
            raise Fault(f"{self.name} was welcomed {count} times and not once")

    def welcomes(self, places, script):
        count = 0
        for place in places:
            if place != "moderators" and not place.startswith("direct-"):
                self.go_to(place)
                count += self.browser.run(script)
        if self.options.welcome == "direct":
            self.go_to(places[-1])
            count += self.browser.run(script)
        return count

    def escapes(self):
        self.go_to("general")
        self.say('<img src=x onerror="document.title=1"> **not bold** <b>x</b>')
        self.message('<img src=x onerror="document.title=1"> **not bold** <b>x</b>')
        if self.browser.run("document.querySelectorAll('#log img, #log b, #log script').length"):
            raise Fault("a member's text became markup")

    def reacts_and_edits(self):
        mine = self.message("**not bold**")["id"]
        item = f'document.querySelector("#log [data-id=\\"{mine}\\"]")'
        self.browser.run(f"{item}.querySelector('[aria-label=\"React with thumbs up\"]').click()")
        self.browser.wait("the reaction", f"{item}.querySelectorAll('.reactions [aria-pressed=true]').length")
        self.browser.run(f"{item}.querySelector('[aria-label=\"Edit your message\"]').click()")
        self.browser.run("document.querySelector('#text').value = ''")
        self.say("Hello everybody, I am new here.")
        self.message("Hello everybody, I am new here.")
        self.browser.wait("the mark of an edit", f"{item}.querySelector('.head').innerText.includes('edited')")

    def answers_in_thread(self):
        self.go_to("help")
        self.say(self.options.question)
        asked = self.message(self.options.question)["id"]
        script = (f"({TEXTS}).find((one) => one.bot && one.root === {json.dumps(asked)}"
                  f" && one.text.includes({json.dumps(self.options.answer)}))")
        self.browser.wait("the answer in the thread", script, self.options.patience)
        self.shot("light")
        self.shot("dark", scheme="dark")

    def posts_on_schedule(self):
        if not self.options.scheduled:
            return
        self.go_to(self.options.scheduled_in)
        self.message(self.options.scheduled, self.options.patience, bot=True)
        self.shot("scheduled")

    def keeps_focus_and_announces(self):
        self.browser.wait("an announcement", "document.querySelector('#announce').children.length > 0")
        unlabelled = self.browser.run(
            "[...document.querySelectorAll('input, select, textarea')].filter((one) => !one.labels.length).length")
        if unlabelled:
            raise Fault(f"{unlabelled} fields have no label")
        reached = set()
        self.browser.run("document.activeElement.blur()")
        for _ in range(60):
            self.browser.press("Tab", 9)
            reached.add(self.browser.run("document.activeElement.id || document.activeElement.tagName"))
        missing = {"text", "as", "leave", "join-show"} - reached
        if missing:
            raise Fault(f"the keyboard does not reach {', '.join(sorted(missing))}")

    def fits_a_phone(self):
        self.go_to("help")
        for scheme in ("light", "dark"):
            self.shot("phone-" + scheme, 360, 740, scheme, mobile=True)
        wide = self.browser.run("document.documentElement.scrollWidth > screen.width || visualViewport.scale < 1")
        self.shot("desktop-again")
        if wide:
            raise Fault("on a phone the page is wider than the screen")

    def is_quiet(self):
        time.sleep(0.5)
        self.browser.run("1")
        if self.browser.complaints():
            raise Fault("the console is not quiet: " + "; ".join(self.browser.complaints()))
        origin = "/".join(self.options.url.split("/")[:3]) + "/"
        elsewhere = [url for url in self.browser.requested() if not url.startswith(origin)]
        if elsewhere:
            raise Fault(f"the page asked others: {elsewhere}")

    def tells_of_a_lost_connection(self):
        # The browser's own switch for being offline ends open streams and refuses new ones.
        offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.browser.call("Network.emulateNetworkConditions", offline=True, **offline)
        self.browser.type("#text", "Does anybody hear me?")
        self.browser.press("Enter", 13)
        self.browser.wait("the sentence that the bot does not answer", "document.querySelector('#answer').innerText")
        if self.browser.run("document.querySelector('#text').value") != "Does anybody hear me?":
            raise Fault("a message that could not be sent was lost from its field")
        self.browser.call("Network.emulateNetworkConditions", offline=False, **offline)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="the page, with the slash at its end")
    parser.add_argument("shots", help="a folder for the screenshots")
    parser.add_argument("--name", help="the new member's name; a new one at each run otherwise")
    parser.add_argument("--welcome", choices=["channel", "direct"], default="channel", help="where the welcome comes")
    parser.add_argument("--question", default="How do I reset my password?")
    parser.add_argument("--answer", default="password", help="what the answer holds")
    parser.add_argument("--scheduled", default="", help="what the scheduled post holds; empty: none is waited for")
    parser.add_argument("--scheduled-in", default="general", help="the channel of the scheduled post")
    parser.add_argument("--patience", type=float, default=20, help="seconds to wait for the bot")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser") or "")
    options = parser.parse_args()
    if not options.chromium:
        print("no Chromium found: install the package chromium or give --chromium", file=sys.stderr)
        return 2
    browser = None
    try:
        browser = Browser(options.chromium)
        Visit(browser, options).run()
    except Fault as fault:
        print("FAIL", fault, file=sys.stderr)
        if browser:
            for complaint in browser.complaints():
                print("    ", complaint, file=sys.stderr)
        return 1
    finally:
        if browser:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
