#!/usr/bin/env python3
"""Starts the bot on the example configuration and has a headless browser join, ask, and read on its page."""
import argparse, os, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(base, bot, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if bot.poll() is not None:
            sys.exit(f"the bot ended with {bot.returncode}")
        try:
            if urllib.request.urlopen(base + "/readyz", timeout=1).status == 200:
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("the bot was not ready in time")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--botrun", default=os.path.join(ROOT, ".build/debug/botrun"))
    options.add_argument("--shots", default=os.path.join(ROOT, ".build/page"), help="where the screenshots go")
    arguments = options.parse_args()

    folder = tempfile.mkdtemp(prefix="botrun-page-")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    text = open(os.path.join(ROOT, "config.example.json"), encoding="utf-8").read()
    config = os.path.join(folder, "config.json")
    with open(config, "w", encoding="utf-8") as file:
        file.write(text.replace("127.0.0.1:8080", f"127.0.0.1:{port}"))
    shutil.copytree(os.path.join(ROOT, "Examples"), os.path.join(folder, "Examples"))

    bot = subprocess.Popen([arguments.botrun, "run", "--config", config, "--show"], stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(base, bot)
        page = subprocess.run(
            [
                sys.executable, os.path.join(HERE, "sandbox_page.py"), base + "/communities/lobby/", arguments.shots,
                "--question", "How do I report a message?", "--answer", "Report", "--scheduled", "Question of the day",
            ]
        )
    finally:
        bot.send_signal(signal.SIGTERM)
        code = bot.wait(15)
        shutil.rmtree(folder, ignore_errors=True)
    if code != 0:
        sys.exit(f"the bot ended with {code} when it was asked to stop")
    sys.exit(page.returncode)


if __name__ == "__main__":
    main()
