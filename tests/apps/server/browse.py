#!/usr/bin/env python3
"""A person's way through the page, in a browser: ten digits by mouse, one by keyboard, undo, clear, a
picture, a phone's width, Korean, the dark. Skips where there is no browser to steer.

usage: browse.py BUILD [SCREENSHOTS]    such as build/release; a folder keeps pictures of the page
"""
import ast
import base64
import os
import re
import shutil
import sys

from running_server import Serving, skip, wait_until

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    skip("python3-selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
if not CHROMIUM or not DRIVER:
    skip("chromium and chromium-driver are not installed")

STROKES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../../src/keratin/datasets/digit_strokes.cpp")
# The pen goes between the points in as many steps.
STEPS = 4


def glyphs():
    """{digit: (aspect, strokes)}: the library's most usual way of writing each."""
    with open(STROKES, encoding="utf-8") as file:
        text = re.sub(r"//.*", "", file.read())
    result = {}
    names = "zero one two three four five six seven eight nine".split()
    for digit, name in enumerate(names):
        body = re.search(r"Glyphs %s\(\) \{\s*return (\{.*?\});\s*\}\n" % name, text, re.S)[1]
        ways = ast.literal_eval(body.replace("{", "[").replace("}", "]"))
        _, aspect, strokes = max(ways, key=lambda way: way[0])
        result[digit] = (aspect, strokes)
    return result


def open_browser(width=1280, height=900, language="en-US", dark=False):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--disable-component-update",
                     f"--window-size={width},{height}", f"--lang={language}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    browser.execute_cdp_cmd("Emulation.setLocaleOverride", {"locale": language.replace("-", "_")})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
    return browser


class Page:
    def __init__(self, browser, url):
        self.browser = browser
        browser.get(url + "/")
        wait_until(lambda: self.find("pad").is_displayed())
        browser.execute_script(
            "window.allTold = []; new MutationObserver(() => allTold.push($('told').textContent))"
            ".observe($('told'), {childList: true});")

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def stroke(self, points):
        """Points in [0, 1] of the drawing area, by mouse."""
        pad = self.find("pad")
        width, height = pad.size["width"], pad.size["height"]
        at = [(round((x - 0.5) * width), round((y - 0.5) * height)) for x, y in points]
        chain = ActionChains(self.browser, duration=2)
        chain.move_to_element_with_offset(pad, *at[0]).click_and_hold()
        for i, ((x0, y0), (x1, y1)) in enumerate(zip(at, at[1:])):
            chain.move_by_offset(x1 - x0, y1 - y0)
        chain.release().perform()

    def draw(self, aspect, strokes, height=0.6):
        """A glyph in the middle, through points on straight lines between its own."""
        width = height * aspect
        for stroke in strokes:
            points = [stroke[0]]
            for (x0, y0), (x1, y1) in zip(stroke, stroke[1:]):
                points += [(x0 + (x1 - x0) * k / STEPS, y0 + (y1 - y0) * k / STEPS)
                           for k in range(1, STEPS + 1)]
            self.stroke([(0.5 + (x - 0.5) * width, 0.5 + (y - 0.5) * height) for x, y in points])

    def settle(self):
        """Waits until the answer is the one to what is drawn."""
        wait_until(lambda: self.browser.execute_script("return !isBusy && !isAgain"))

    def best(self):
        """(digit, percent) that the table shows; None when it shows nothing."""
        self.settle()
        rows = self.browser.find_elements(By.CSS_SELECTOR, "#rows tr.best")
        if not rows:
            return None
        cells = [cell.text for cell in rows[0].find_elements(By.TAG_NAME, "td")]
        return int(cells[1].strip("[]")), int(cells[0].rstrip("%"))

    def told(self):
        """All that a screen reader was told, in its order."""
        return self.browser.execute_script("return window.allTold")

    def errors(self):
        return [entry for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]

    def foreign_requests(self, url):
        texts = [entry["message"] for entry in self.browser.get_log("performance")]
        urls = [found[1] for text in texts if '"Network.requestWillBeSent"' in text
                for found in [re.search(r'"request":\{.*?"url":"([^"]+)"', text)] if found]
        return [u for u in urls if not u.startswith((url + "/", "data:", "blob:"))], len(urls)


def check_ten_digits(page):
    """By mouse, at least nine of ten are read as what they are."""
    read = {}
    for digit, (aspect, strokes) in sorted(GLYPHS.items()):
        page.find("clear").click()
        page.draw(aspect, strokes)
        read[digit] = page.best()
    right = [digit for digit, best in read.items() if best and best[0] == digit]
    print("drawn by mouse and read as:", {digit: best for digit, best in read.items()})
    assert len(right) >= 9, f"{len(right)} of ten digits were read right"


def check_answer_is_told(page):
    """What a screen reader says, what the network sees, and the units inside it."""
    digit, percent = page.best()
    said = f"It reads a {digit}, with {percent}%."
    assert page.find("said").text == said, page.find("said").text
    wait_until(lambda: page.told()[-1:] == [said])
    units = page.browser.find_elements(By.CSS_SELECTOR, "#units li")
    assert len(units) == 10, len(units)
    ink = page.browser.execute_script(
        "const d = s.getImageData(0, 0, 28, 28).data; let m = 0, x = 0, y = 0;"
        "for (let i = 0; i < 784; i++) { const v = 255 - d[4 * i]; m += v; x += v * (i % 28);"
        "y += v * Math.floor(i / 28); } return [m, x / m, y / m];")
    assert ink[0] > 2000 and abs(ink[1] - 13.5) < 1 and abs(ink[2] - 13.5) < 1, ink
    assert page.find("pad").get_attribute("aria-label") == "Drawing area"


def check_undo_and_clear(page):
    page.find("clear").click()
    assert page.best() is None and not page.find("undo").is_enabled()
    page.stroke([(0.5, 0.2), (0.5, 0.8)])
    one = page.best()
    page.stroke([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)])
    assert page.best() is not None
    page.find("undo").click()
    assert page.best() == one
    page.find("undo").click()
    assert page.best() is None


def check_keyboard(page):
    """A one without a mouse: Tab to the drawing area, the pen down, strokes by the arrows."""
    page.find("clear").click()
    page.browser.execute_script("document.activeElement.blur()")
    for _ in range(20):
        ActionChains(page.browser).send_keys(Keys.TAB).perform()
        if page.browser.switch_to.active_element.get_attribute("id") == "pad":
            break
    pad = page.browser.switch_to.active_element
    assert pad.get_attribute("id") == "pad", "Tab does not reach the drawing area"
    before = len(page.told())
    pad.send_keys(" ")
    wait_until(lambda: page.told()[-1:] == ["The pen is down."])
    pad.send_keys(Keys.ARROW_DOWN * 20)
    pad.send_keys(" ")
    assert page.best()[0] == 1, page.best()
    wait_until(lambda: page.told()[-1:] == [page.find("said").text])
    # Nothing while the pen is down, however many steps it makes.
    told = [text for text in page.told()[before:] if text != "Nothing is drawn yet."]
    assert told == ["The pen is down.", "The pen is up.", page.find("said").text], told
    pad.send_keys("u")
    assert page.best() is None
    pad.send_keys(" " + Keys.ARROW_UP * 20 + " ")
    assert page.best()[0] == 1
    pad.send_keys("c")
    assert page.best() is None
    ActionChains(page.browser).send_keys(Keys.TAB).perform()
    assert page.browser.switch_to.active_element.get_attribute("id") == "file"


# A light one on a dark picture.
PICTURE = (
    "const c = document.createElement('canvas'); c.width = 300; c.height = 200;"
    "const x = c.getContext('2d'); x.fillStyle = '#223'; x.fillRect(0, 0, 300, 200);"
    "x.strokeStyle = '#eed'; x.lineWidth = 16; x.lineCap = 'round'; x.beginPath();"
    "x.moveTo(150, 40); x.lineTo(150, 160); x.stroke();")


def check_dropped_and_pasted(page):
    """What is dropped or pasted is read when it is a picture, and refused in words when it is not."""
    def give(event, target, file):
        page.browser.execute_async_script(
            PICTURE + "const done = arguments[0]; c.toBlob((blob) => { const d = new DataTransfer();"
            f"d.items.add(new File([{file}], 'a'));" + event + f"; {target}.dispatchEvent(e); done();"
            "});")

    drop = "const e = new DragEvent('drop', {dataTransfer: d, bubbles: true, cancelable: true})"
    paste = "const e = new ClipboardEvent('paste', {clipboardData: d, bubbles: true})"
    for event, target in ((drop, "pad"), (paste, "document")):
        page.find("clear").click()
        give(event, target, "blob")
        wait_until(lambda: page.best() is not None)
        assert page.best()[0] == 1, page.best()
        give(event, target, "'no picture'")
        wait_until(lambda: "no picture" in page.find("problem").text)
        assert page.best()[0] == 1, "what was refused took the picture away"
        page.find("undo").click()
        assert page.best() is None
    page.browser.execute_script(
        "pad.dispatchEvent(new DragEvent('dragover', {bubbles: true, cancelable: true}))")
    assert "dropping" in page.find("pad").get_attribute("class")
    page.browser.execute_script("pad.dispatchEvent(new DragEvent('dragleave', {bubbles: true}))")
    assert "dropping" not in page.find("pad").get_attribute("class")


def check_answers_of_other_kinds(page):
    """Scores become shares, and what is no number is said."""
    page.find("clear").click()
    page.stroke([(0.5, 0.2), (0.5, 0.8)])
    page.settle()
    answer = ("const real = window.fetch; window.fetch = async () => new Response('{\"predictions\": [[%s]]"
              "}\\n'); ask().then(() => { window.fetch = real; arguments[0](); });")
    page.browser.execute_async_script(answer % ", ".join(["NaN"] * 10))
    assert "NaN" in page.find("problem").text, page.find("problem").text
    page.browser.execute_async_script(answer % ", ".join(["-1.0"] * 3 + ["9.0"] + ["-1.0"] * 6))
    assert page.best() == (3, 100) and page.find("scores").is_displayed()
    assert page.find("problem").text == ""
    page.browser.execute_script("model.gives_scores = false; ask()")
    assert page.best()[0] == 1 and not page.find("scores").is_displayed()


def check_picture(page):
    """As a file."""
    shot = page.browser.execute_script(PICTURE + "return c.toDataURL().split(',')[1];")
    path = os.path.join(os.path.dirname(os.path.abspath(SERVER.folder.name)), f"one_{os.getpid()}.png")
    with open(path, "wb") as file:
        file.write(base64.b64decode(shot))
    try:
        page.find("file").send_keys(path)
        wait_until(lambda: page.best() is not None)
        assert page.best()[0] == 1, page.best()
    finally:
        os.remove(path)
    page.find("clear").click()


def check_touch_on_a_phone(url, shots):
    browser = open_browser(360, 740)
    try:
        page = Page(browser, url)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= 360, f"the page is {width} pixels wide on a phone"
        box = page.find("pad").rect
        points = [(box["x"] + box["width"] / 2, box["y"] + box["height"] * k / 20)
                  for k in range(4, 17)]
        for i, (x, y) in enumerate(points):
            browser.execute_cdp_cmd("Input.dispatchTouchEvent", {
                "type": "touchMove" if i else "touchStart", "touchPoints": [{"x": x, "y": y}]})
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.best()[0] == 1, page.best()
        take_shot(browser, shots, "phone", whole=True)
    finally:
        browser.quit()


def check_korean_in_the_dark(url, shots):
    browser = open_browser(language="ko-KR", dark=True)
    try:
        page = Page(browser, url)
        assert browser.execute_script("return document.documentElement.lang") == "ko"
        assert page.find("clear").text == "지우기"
        back = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", back)[:3])) < 60, back
        page.draw(*GLYPHS[5])
        page.best()
        take_shot(browser, shots, "korean_dark")
    finally:
        browser.quit()


def check_other_model(page, shots):
    """A model that reads no digits: the page says how to call it."""
    page.find("model").send_keys("tickets")
    wait_until(lambda: page.find("other").is_displayed())
    text = page.find("other").text
    for part in ("title", "int32", "/v1/models/tickets:predict", "priority"):
        assert part in text, text
    assert not page.find("digit").is_displayed()
    take_shot(page.browser, shots, "other")


def take_shot(browser, folder, name, whole=False):
    if not folder:
        return
    os.makedirs(folder, exist_ok=True)
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole})
    with open(os.path.join(folder, name + ".png"), "wb") as file:
        file.write(base64.b64decode(shot["data"]))


def main(shots):
    browser = open_browser()
    try:
        page = Page(browser, SERVER.url)
        check_ten_digits(page)
        check_answer_is_told(page)
        take_shot(browser, shots, "wide", whole=True)
        check_undo_and_clear(page)
        check_keyboard(page)
        check_picture(page)
        check_dropped_and_pasted(page)
        check_answers_of_other_kinds(page)
        check_other_model(page, shots)
        foreign, count = page.foreign_requests(SERVER.url)
        assert not foreign and count > 5, f"requests to others: {foreign}"
        assert page.errors() == [], page.errors()
    finally:
        browser.quit()
    check_touch_on_a_phone(SERVER.url, shots)
    check_korean_in_the_dark(SERVER.url, shots)
    print("page: passed")


if __name__ == "__main__":
    GLYPHS = glyphs()
    with Serving(sys.argv[1], samples=60000) as SERVER:
        main(sys.argv[2] if len(sys.argv) > 2 else None)
