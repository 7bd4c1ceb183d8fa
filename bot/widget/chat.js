/* The chat page: sends what a shopper types, taps or photographs, and shows what the bot replies. */
import * as channel from "./channel.js";
import { addItem, clear, drawAnswer, drawOwn, drawProblem, dropButtons, element, onTap, toEnd } from "./draw.js";
import { T, speak } from "./language.js";
import { readPhoto } from "./photo.js";

const LOOK_AGAIN_MS = 1500;
const log = document.getElementById("log");
const typing = document.getElementById("typing");
const composer = document.getElementById("composer");
const field = document.getElementById("text");
const photo = document.getElementById("photo");
let isWaiting = false;
let conversation = 0;  // counts conversations, so that a late answer to an old one is not drawn
let drawn = "";  // what of the conversation the page shows, to notice what other tabs have said

// ---- sending

/** Send something once; `shown` is what the shopper sees of it. */
async function send(body, shown) {
  if (isWaiting) return;
  const message = { id: newId(), ...(body.text && !body.image ? {} : { shown: shown.text }), ...body };
  drawOwn(shown);
  await deliver(message);
}

async function deliver(message) {
  const asked = conversation;
  setWaiting(true);
  dropButtons();
  let problem = null;
  try {
    const answer = await channel.ask(message);
    if (asked !== conversation) return;
    if (answer.failed) {
      problem = T.unknown;
    } else {
      speak(answer.language);
      drawAnswer(answer.messages, true);
      drawn += message.id;
      if (answer.messages.some((part) => part.custom?.type === "signed_out")) channel.signOut();
    }
  } catch (error) {
    problem = error instanceof channel.ChatError ? error.message : T.unknown;
  } finally {
    if (asked === conversation) setWaiting(false);
  }
  if (problem && asked === conversation) drawProblem(problem, () => again(message));
  if (asked === conversation && !matchMedia("(pointer: coarse)").matches) field.focus();
}

/** Send a message once more, under the same name; return whether that was possible. */
function again(message) {
  if (isWaiting) return false;
  deliver(message);
  return true;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function setWaiting(value) {
  isWaiting = value;
  typing.hidden = !value;
  log.setAttribute("aria-busy", String(value));
  composer.querySelector("[type=submit]").disabled = value;
  photo.disabled = value;
  if (value) toEnd();
}

// ---- what was said before, here or in another tab

async function look() {
  const asked = conversation;
  let said = null;
  try {
    said = await channel.history();
  } catch (error) {
    if (error instanceof channel.EndedError && drawn) {
      channel.signOut();
      return startAnew(T.forgotten);
    }
    if (!drawn && error instanceof channel.ChatError) drawProblem(error.message, () => { look(); return true; });
  }
  if (asked !== conversation) return;
  const exchanges = said?.exchanges || [];
  const now = exchanges.map((exchange) => exchange.id).join("");
  if (now !== drawn || !drawn) show(exchanges, now, said?.language);
  if (said?.busy) {
    setWaiting(true);
    setTimeout(() => asked === conversation && look(), LOOK_AGAIN_MS);
  } else {
    setWaiting(false);
  }
}

function show(exchanges, now, language) {
  speak(language);
  const problems = [...log.querySelectorAll(".problem")];
  clear();
  if (!exchanges.length) drawAnswer([{ text: T.welcome }], false);
  exchanges.forEach((exchange, index) => {
    drawOwn({ text: exchange.text });
    drawAnswer(exchange.messages, index === exchanges.length - 1);
  });
  problems.forEach((item) => log.querySelector("ol").append(item));
  drawn = now;
  toEnd();
}

function startAnew(text) {
  conversation += 1;
  drawn = "";
  clear();
  setWaiting(false);
  drawAnswer([{ text }], false);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !isWaiting) look();
});

// ---- who is signed in at the shop's site

const site = document.documentElement.dataset.customerToken;

async function signIn(token) {
  conversation += 1;
  try {
    await channel.signIn(token);
  } catch { /* the next message tries again */ }
  drawn = "";
  await look();
}

window.addEventListener("message", (event) => {
  // Only the sites that the shop has named can show this page in a frame, so its parent is one of them.
  if (event.source !== window.parent || window.parent === window) return;
  if (event.data?.type === "ecom.customer") signIn(String(event.data.token || ""));
});

// ---- photos and typing

/** Send a photo together with what stands in the field: "this, but in blue". */
async function sendPhoto(file) {
  if (isWaiting) return;
  try {
    const picture = await readPhoto(file);
    if (isWaiting) return;
    const words = field.value.trim();
    field.value = "";
    fit();
    await send({ image: picture, text: words }, { text: words ? `${T.sentPhoto} ${words}` : T.sentPhoto, picture, words });
  } catch (error) {
    addItem("problem", T.bot, element("div", { class: "bubble", role: "alert" }, error.message));
  }
}

photo.addEventListener("change", () => {
  const [file] = photo.files;
  photo.value = "";
  if (file) sendPhoto(file);
});

field.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((pasted) => pasted.type.startsWith("image/"));
  if (!file) return;
  event.preventDefault();
  sendPhoto(file);
});

function fit() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || isWaiting) return;
  field.value = "";
  fit();
  send({ text }, { text });
});

field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  // While an input method is composing Chinese, Enter chooses a word.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

document.getElementById("new").addEventListener("click", () => {
  channel.leave();
  startAnew(T.welcome);
  field.focus();
});

document.getElementById("out").addEventListener("click", async () => {
  if (isWaiting) return;
  setWaiting(true);
  try {
    await channel.ask({ id: newId(), payload: "/sign_out" });
    channel.signOut();
    startAnew(T.forgotten);
  } catch (error) {
    setWaiting(false);
    drawProblem(error.message, null);
  }
});

onTap(send);
if (site) signIn(site);
else look();
if (window.parent !== window) window.parent.postMessage({ type: "ecom.ready" }, "*");
