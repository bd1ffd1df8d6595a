// The paths that most people take, in the Firefox that the system has, over WebDriver BiDi.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import puppeteer from "puppeteer-core";

const { CHAT, HOST, FIREFOX, CONTACT } = process.env;

/** @param {Record<string, unknown>} extraPrefsFirefox */
const launch = (extraPrefsFirefox = {}) =>
  puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, extraPrefsFirefox });

/** @type {import("puppeteer-core").Browser} */ let firefox;
/** @type {import("puppeteer-core").BrowserContext} */ let context;
/** @type {import("puppeteer-core").Page} */ let page;
/** @type {string[]} */ let complaints;

before(async () => {
  firefox = await launch({ "intl.accept_languages": "sv-SE, sv" });
});
after(() => firefox?.close());

beforeEach(async () => {
  complaints = [];
  context = await firefox.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(complaints, []);
});

/** Write a question, send it by Enter, and wait for so many answers.
 * @param {import("puppeteer-core").Page | import("puppeteer-core").Frame} where */
async function ask(where, text, answers = 1) {
  await (await where.waitForSelector("#text")).type(text);
  await page.keyboard.press("Enter");
  await where.waitForFunction((n) => document.querySelectorAll("#log article.card").length === n, {}, answers);
}

const textOf = (selector) => page.$eval(selector, (one) => one.textContent);
const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test("a question gets its contact, and both are there after a reload", async () => {
  await page.setViewport({ width: 320, height: 640 });
  await page.goto(CHAT);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "sv");
  await ask(page, "Hur många fick sjukpenning?");
  assert.ok((await textOf("#log article.card")).includes(CONTACT));
  assert.ok(await fits());
  await page.reload();
  await page.waitForSelector("#log article.card");
  assert.equal(await textOf("#log .said"), "Hur många fick sjukpenning?");
  assert.equal((await page.$$("#log .said")).length, 1);
});

test("a choice under the answer is pressed by keyboard", async () => {
  await page.goto(CHAT);
  const choice = await page.waitForSelector("button.choice, #start button");
  await choice.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("#log article.card");
  assert.equal((await page.$$("#log .said")).length, 1);
});

test("what is stored can be deleted, and is asked about first", async () => {
  await page.goto(CHAT);
  await ask(page, "Hur många fick sjukpenning?");
  await page.waitForSelector("footer [role=button]"); // until its script has come it is a link
  await (await page.waitForSelector("footer ::-p-text(Vad sparas?)")).click();
  await page.waitForSelector("dialog[open]");
  await (await page.waitForSelector("dialog[open] .delete summary")).click();
  await (await page.waitForSelector("dialog[open] .delete button")).click();
  await page.waitForFunction(() => !document.querySelector("#log .said"));
});

test("the page speaks English when asked to", async () => {
  await page.goto(CHAT);
  await Promise.all([page.waitForNavigation(), page.click("::-p-text(English)")]);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
});

test("without JavaScript the form is sent and the answer drawn", async () => {
  const plain = await launch({ "javascript.enabled": false, "intl.accept_languages": "sv" });
  try {
    const page = await plain.newPage();
    await page.goto(CHAT);
    await page.keyboard.press("Tab"); // to the link that skips to the field
    await page.keyboard.press("Enter");
    await page.keyboard.type("Hur många fick sjukpenning?");
    await page.keyboard.press("Tab");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).search, "");
    assert.ok((await page.content()).includes(CONTACT));
  } finally {
    await plain.close();
  }
});

test("another site's page carries it, and Esc gives the focus back", async () => {
  await page.goto(HOST);
  const launcher = await page.waitForSelector("press-chat >>> .launcher");
  await launcher.focus();
  await page.keyboard.press("Enter");
  const holder = await page.waitForSelector("press-chat >>> iframe:not(.waiting)");
  const frame = await holder.contentFrame();
  await ask(frame, "Hur många fick sjukpenning?");
  await page.keyboard.press("Escape");
  const isClosed = () => {
    const { shadowRoot } = document.querySelector("press-chat");
    return !shadowRoot.querySelector("dialog").open && shadowRoot.activeElement?.matches(".launcher");
  };
  await page.waitForFunction(isClosed);
});
