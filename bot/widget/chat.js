/* The chat page: sends what a shopper types, taps or photographs, and draws what the bot replies. */
"use strict";

const TEXTS = {
  en: {
    title: "Customer service", fresh: "New conversation", log: "Conversation", typing: "Writing an answer",
    photo: "Send a photo", type: "Type your message", send: "Send", you: "You", bot: "The shop", again: "Send again",
    offline: "The shop could not be reached. Nothing was changed.",
    failed: "That could not be answered. Nothing was changed.",
    busy: "That was a little fast. Please wait a moment and send it again.",
    large: "This photo is too large. Please choose one of at most 8 MB.",
    unreadable: "This file could not be read as a photo.", sentPhoto: "(a photo)",
    rating: (stars, count) => `${stars} of 5 stars${count ? `, ${count} reviews` : ""}`, was: "before:",
    welcome: "Hello! What are you looking for? You can ask in English or Chinese.", more: "Details", about: "Details of",
  },
  zh: {
    title: "在线客服", fresh: "新的对话", log: "对话", typing: "正在回复",
    photo: "发送照片", type: "输入您的问题", send: "发送", you: "您", bot: "客服", again: "重新发送",
    offline: "暂时连接不上店铺，没有做任何改动。",
    failed: "这条消息没能得到回答，没有做任何改动。",
    busy: "发送得太快了，请稍等一下再重发。",
    large: "照片太大，请选择不超过 8 MB 的照片。",
    unreadable: "这个文件不是可以识别的照片。", sentPhoto: "（照片）",
    rating: (stars, count) => `${stars} 星（满分 5 星）${count ? `，${count} 条评价` : ""}`, was: "原价：",
    welcome: "您好！想找什么商品？可以用中文或英文提问。", more: "详情", about: "查看详情：",
  },
};
const LANGUAGE = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
const T = TEXTS[LANGUAGE];
const KEPT = { session: "ecom.session", history: "ecom.history" };
const HISTORY = 60;
const PHOTO_BYTES = 8 * 1024 * 1024;
const PHOTO_SIDE = 1600;
const TIMEOUT_MS = 45000;
const LONGEST_ADDRESS = 60;

const log = document.getElementById("log");
const typing = document.getElementById("typing");
const composer = document.getElementById("composer");
const field = document.getElementById("text");
const photo = document.getElementById("photo");
let isWaiting = false;
let conversation = 0;  // counts "New conversation", so that a late answer to an old one is not drawn

/** A problem with words for the shopper. */
class ChatError extends Error {}

const store = {
  read(key) { try { return localStorage.getItem(key); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, value); } catch { /* private mode: the page still works */ } },
  clear() { try { Object.values(KEPT).forEach((key) => localStorage.removeItem(key)); } catch { /* as above */ } },
};

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// ---- talking to the channel

async function post(path, body, session) {
  const headers = { "Content-Type": "application/json" };
  if (session) headers.Authorization = `Bearer ${session}`;
  let response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch {
    throw new ChatError(T.offline);
  }
  const answer = await response.json().catch(() => ({}));
  return { status: response.status, answer };
}

async function startSession() {
  const { status, answer } = await post("session", {});
  if (status === 429) throw new ChatError(T.busy);
  if (!answer.session) throw new ChatError(T.offline);
  store.write(KEPT.session, answer.session);
  return answer.session;
}

async function ask(body) {
  let session = store.read(KEPT.session) || await startSession();
  let reply = await post("messages", body, session);
  if (reply.status === 401) {  // too old, or the shop has another key now
    session = await startSession();
    reply = await post("messages", body, session);
  }
  if (reply.status === 429) throw new ChatError(T.busy);
  if (reply.status === 413) throw new ChatError(T.large);
  if (reply.status !== 200 || !Array.isArray(reply.answer.messages)) throw new ChatError(T.failed);
  return reply.answer;
}

/** Send something once; `shown` is what the shopper sees of it. */
async function send(body, shown) {
  if (isWaiting) return;
  const message = { id: newId(), ...body };
  remember({ from: "you", text: shown.text });
  const bubble = drawOwn(shown);
  await deliver(message, bubble);
}

async function deliver(message, bubble) {
  const asked = conversation;
  setWaiting(true);
  dropButtons();
  let problem = null;
  try {
    const answer = await ask(message);
    if (asked !== conversation) return;
    if (answer.failed) {
      problem = answer.messages.map((part) => part.text || "").join("\n") || T.failed;
    } else {
      remember({ from: "bot", messages: answer.messages });
      drawAnswer(answer.messages, true);
    }
  } catch (error) {
    problem = error instanceof ChatError ? error.message : T.failed;
  } finally {
    if (asked === conversation) setWaiting(false);
  }
  if (problem && asked === conversation) drawProblem(problem, () => deliver(message, bubble));
  if (asked === conversation && !matchMedia("(pointer: coarse)").matches) field.focus();
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

// ---- drawing

function drawOwn(shown) {
  const bubble = element("div", { class: "bubble" });
  if (shown.picture) bubble.append(element("img", { src: shown.picture, alt: T.sentPhoto, class: "own-photo" }));
  if (shown.words || !shown.picture) bubble.append(shown.words || shown.text);
  return addItem("you", T.you, bubble);
}

function drawAnswer(messages, isNew) {
  const parts = [];
  const buttons = [];
  for (const message of messages) {
    if (message.text) parts.push(element("div", { class: "bubble" }, ...withLinks(message.text)));
    if (message.image) parts.push(picture(message.image, "", "shown"));
    const custom = message.custom || {};
    if (custom.type === "products") parts.push(products(custom.items || []));
    if (custom.type === "comparison") parts.push(comparison(custom));
    buttons.push(...(message.buttons || []));
  }
  if (isNew && buttons.length) parts.push(buttonRow(buttons));
  const item = addItem("bot", T.bot, ...parts);
  if (isNew) item.scrollIntoView({ block: item.offsetHeight > log.clientHeight ? "start" : "nearest" });
}

function drawProblem(text, retry) {
  const again = element("button", { type: "button" }, T.again);
  const item = addItem("problem", T.bot, element("div", { class: "bubble", role: "alert" }, text), again);
  again.addEventListener("click", () => {
    if (isWaiting) return;
    item.remove();
    retry();
  });
  toEnd();
}

function addItem(kind, speaker, ...parts) {
  const item = element("li", { class: kind }, element("span", { class: "hidden" }, `${speaker}: `), ...parts);
  log.append(item);
  toEnd();
  return item;
}

function products(items) {
  const list = element("ul", { class: "cards", tabindex: "0", "aria-label": LANGUAGE === "zh" ? "商品" : "Products" });
  for (const item of items) list.append(product(item));
  return list;
}

function product(item) {
  const card = element("li", { class: "card" });
  card.append(item.image ? picture(item.image, "", "card-photo") : element("div", { class: "card-photo" }));
  const facts = element("div", { class: "facts" }, element("h2", {}, String(item.title || "")));
  const price = element("p", { class: "price" }, element("strong", {}, String(item.price ?? "")));
  if (item.old_price) price.append(" ", element("s", { "aria-label": `${T.was} ${item.old_price}` }, String(item.old_price)));
  facts.append(price);
  if (item.rating) facts.append(stars(item.rating, item.reviews));
  if (item.stock) facts.append(element("p", { class: "stock" }, String(item.stock)));
  if (item.reason) facts.append(element("p", { class: "reason" }, String(item.reason)));
  if (item.id) {
    const more = element("button", { type: "button", "aria-label": `${T.about} ${item.title}` }, T.more);
    const payload = `/product_details${JSON.stringify({ product: item.id })}`;
    more.addEventListener("click", () => send({ payload }, { text: String(item.title) }));
    facts.append(more);
  }
  card.append(facts);
  return card;
}

function stars(rating, count) {
  const text = ` ${rating}${count ? ` (${count})` : ""}`;
  const label = T.rating(rating, count);
  return element("p", { class: "stars" }, element("span", { role: "img", "aria-label": label }, "★"),
    element("span", { "aria-hidden": "true" }, text));
}

function comparison(custom) {
  const items = custom.items || [];
  const head = element("tr", {}, element("td"), ...items.map((item) => element("th", { scope: "col" },
    item.image ? picture(item.image, "", "small-photo") : null, String(item.title || ""))));
  const rows = (custom.rows || []).map((row) => element("tr", {}, element("th", { scope: "row" }, String(row.name || "")),
    ...(row.values || []).map((value) => element("td", {}, String(value)))));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", { class: "table", tabindex: "0" }, table);
}

function picture(name, alt, kind) {
  const isAddress = /^https?:\/\//.test(name);
  const src = isAddress ? name : `images/${encodeURIComponent(name.split("/").pop())}`;
  const image = element("img", { src, alt, class: kind, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.classList.add("gone"));
  return image;
}

function buttonRow(buttons) {
  const row = element("div", { class: "buttons" });
  for (const { title, payload } of buttons) {
    const made = element("button", { type: "button" }, String(title));
    made.addEventListener("click", () => send({ payload: String(payload) }, { text: String(title) }));
    row.append(made);
  }
  return row;
}

/** Buttons belong to the latest answer: what they would do may no longer hold later. */
function dropButtons() {
  log.querySelectorAll(".buttons").forEach((row) => row.remove());
}

function withLinks(text) {
  return String(text).split(/(https?:\/\/[^\s<>"'，。）)]+)/g).map((part, index) => (
    index % 2 ? element("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, shortened(part)) : part
  ));
}

/** A signed link is longer than anybody reads: its site and path say where it leads. */
function shortened(address) {
  return address.length > LONGEST_ADDRESS ? `${address.split("?")[0].slice(0, LONGEST_ADDRESS)}…` : address;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
}

// ---- what stays on this device

function history() {
  try { return JSON.parse(store.read(KEPT.history)) || []; } catch { return []; }
}

function remember(entry) {
  store.write(KEPT.history, JSON.stringify([...history(), entry].slice(-HISTORY)));
}

function drawHistory() {
  const entries = store.read(KEPT.session) ? history() : [];
  if (!entries.length) {
    drawAnswer([{ text: T.welcome }], false);
    return;
  }
  entries.forEach((entry, index) => {
    if (entry.from === "you") drawOwn({ text: entry.text });
    else drawAnswer(entry.messages || [], index === entries.length - 1);
  });
  toEnd();
}

// ---- photos

async function readPhoto(file) {
  let content = file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, PHOTO_SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale < 1 || file.size > PHOTO_BYTES / 4) {
      const canvas = element("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      content = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)) || file;
    }
  } catch {
    throw new ChatError(T.unreadable);
  }
  if (content.size > PHOTO_BYTES) throw new ChatError(T.large);
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(new ChatError(T.unreadable));
    reader.readAsDataURL(content);
  });
}

/** Send a photo together with what stands in the field: "this, but in blue". */
async function sendPhoto(file) {
  if (isWaiting) return;
  try {
    const picture = await readPhoto(file);
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

// ---- typing

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
  conversation += 1;
  store.clear();
  log.replaceChildren();
  setWaiting(false);
  drawHistory();
  field.focus();
});

document.documentElement.lang = LANGUAGE;
document.title = T.title;
document.querySelectorAll("[data-text]").forEach((item) => { item.textContent = T[item.dataset.text]; });
document.querySelectorAll("[data-label]").forEach((item) => item.setAttribute("aria-label", T[item.dataset.label]));
document.querySelectorAll("[data-hint]").forEach((item) => item.setAttribute("placeholder", T[item.dataset.hint]));
document.querySelectorAll("[data-title]").forEach((item) => item.setAttribute("title", T[item.dataset.title]));
drawHistory();
