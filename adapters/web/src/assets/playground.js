// The playground's page: sends what is done, shows what comes in. No dependencies.
"use strict";

const page = document.body.dataset;
const $ = (selector, at = document) => at.querySelector(selector);
const $$ = (selector, at = document) => [...at.querySelectorAll(selector)];
const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value)).toString();
const nonce = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const title = document.title;
let [marked, searches, underway] = [0, 0, 0];
let leaving = false;
let toastTimer, markTimer, choosing, typing;

async function post(path, data) {
  underway++;
  try {
    const response = await fetch(page.base + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ channel: page.channel, ...data }),
    });
    const json = (response.headers.get("Content-Type") || "").includes("json");
    const answer = json ? await response.json() : {};
    if (!response.ok) toast(answer.notice || page.broken);
    return { ok: response.ok, answer };
  } catch {
    toast(page.offline);
    return { ok: false, answer: {} };
  } finally {
    underway--;
    if (leaving) reload();
  }
}

// Another language is another page; what is being sent arrives first.
function reload() {
  leaving = true;
  if (!underway) location.reload();
}

// The same input keeps its nonce until it was taken: a double click or another try is the same event.
async function send(control, input) {
  if (control.getAttribute("aria-busy") === "true") return null;
  const sent = JSON.stringify(input);
  if (control.dataset.sent !== sent) Object.assign(control.dataset, { sent, nonce: nonce() });
  control.setAttribute("aria-busy", "true");
  const { ok, answer } = await post("/event", { nonce: control.dataset.nonce, ...input });
  control.removeAttribute("aria-busy");
  if (!ok) return null;
  delete control.dataset.sent;
  for (const html of answer.items || []) place(html);
  reveal(answer.items || []);
  if (control.matches("form[data-form]") && !answer.errors.length) $("#dialog").close(), $("#dialog").replaceChildren();
  if (answer.form) openForm(answer.form);
  return answer;
}

function toast(text) {
  clearTimeout(toastTimer);
  Object.assign($("#toast"), { textContent: text, hidden: false });
  toastTimer = setTimeout(() => ($("#toast").hidden = true), 7000);
}

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};
const items = () => $$("#messages > [data-seq]");
const atBottom = () => $("#scroll").scrollHeight - $("#scroll").scrollTop - $("#scroll").clientHeight < 80;
const toBottom = () => $("#scroll").scrollTo({ top: $("#scroll").scrollHeight });

// Puts a message where its number belongs, or in the place of its earlier state.
function place(html) {
  const item = parse(html).firstElementChild;
  const old = document.getElementById(item.id);
  const stay = !atBottom();
  if (old) {
    if (Number(old.dataset.version) > Number(item.dataset.version)) return;
    keepFocus(old, () => old.replaceWith(item));
  } else {
    const before = items().filter((other) => Number(other.dataset.seq) < Number(item.dataset.seq)).pop();
    if (before) before.after(item);
    else $("#messages").append(item);
    if (before?.dataset.day !== item.dataset.day) {
      item.before(parse('<li class="day"><span></span></li>'));
      $("span", item.previousElementSibling).textContent = item.dataset.day;
    }
    $(".empty").hidden = true;
  }
  if (!stay) toBottom();
  markRead();
}

// What only the presser is told stands below everything else, perhaps out of sight.
function reveal(answered) {
  const whispers = answered.map((html) => document.getElementById(parse(html).firstElementChild.id));
  const last = whispers.filter((item) => item?.matches(".whisper")).pop();
  if (!last) return;
  const [told, seen] = [last.getBoundingClientRect(), $("#scroll").getBoundingClientRect()];
  $("#scroll").scrollBy({ top: Math.min(told.top - seen.top, Math.max(told.bottom - seen.bottom, 0)) });
}

function keepFocus(inside, change) {
  const focused = inside.contains(document.activeElement) ? document.activeElement : null;
  const id = focused?.closest("[data-seq]")?.id;
  const key = focused?.dataset.key;
  change();
  if (!id) return;
  const item = document.getElementById(id);
  const target = item && (key && $(`[data-key="${key}"]`, item) || $("[data-key]", item));
  target?.focus({ preventScroll: true });
}

async function readAnew() {
  const response = await fetch(`${page.base}/messages?${query({ channel: page.channel, shown: new URLSearchParams(location.search).get("shown") })}`);
  if (!response.ok) return;
  const html = await response.text();
  const bottom = atBottom();
  keepFocus($("#scroll"), () => $("#scroll").replaceChildren(parse(html)));
  if (bottom) toBottom();
  markRead();
}

function markRead() {
  clearTimeout(markTimer);
  markTimer = setTimeout(() => {
    const last = Number(items().pop()?.dataset.seq || 0);
    if (document.visibilityState !== "visible" || last <= marked) return;
    marked = last;
    post("/read", { seq: last });
  }, 400);
}

function listConversations(html) {
  const address = $("#conversations").contains(document.activeElement) && document.activeElement.getAttribute("href");
  $("#conversations").innerHTML = html;
  if (address) $$("#conversations a").find((link) => link.getAttribute("href") === address)?.focus();
  countUnread();
}

function countUnread() {
  // Who looks at a conversation has read it, before anybody else knows.
  const open = document.visibilityState === "visible" && $("#conversations [aria-current]");
  if (open) (open.dataset.unread = 0), $(".badge", open)?.remove();
  const count = $$("#conversations [data-unread]").reduce((sum, link) => sum + Number(link.dataset.unread), 0);
  document.title = count ? `(${count}) ${title}` : title;
  $("#drawer-open .dot").hidden = !count;
}

const press = (control, action) => send(control, { did: "press", action, message: control.closest("[data-seq]").id });

async function choose(select) {
  // With the keyboard a closed menu changes at every arrow key: wait until the choice rests.
  clearTimeout(choosing);
  if (select.dataset.keyed) await new Promise((rest) => (choosing = setTimeout(rest, 700)));
  const taken = await press(select, select.value);
  if (!taken) $$("option", select).forEach((option) => (option.selected = option.defaultSelected));
}

function step(radio, key) {
  const steps = $$("[role=radio]", radio.parentElement);
  const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  const at = (steps.indexOf(radio) + move + steps.length) % steps.length;
  const next = key === "Home" ? steps[0] : key === "End" ? steps.at(-1) : steps[at];
  steps.forEach((other) => (other.tabIndex = other === next ? 0 : -1));
  next.focus();
}

const fields = (form) => $$("[name]", form);

// A form that was closed with something typed in it opens again as it was left.
function openForm(html) {
  const [dialog, fresh] = [$("#dialog"), parse(html).firstElementChild];
  const left = $("form", dialog);
  const typed = left && fields(left).some((field) => field.value !== field.defaultValue);
  if (!typed || left.dataset.form !== fresh.dataset.form) dialog.replaceChildren(fresh);
  if (!dialog.open) dialog.showModal();
  fields(dialog)[0]?.focus();
}

async function submitForm(form) {
  const missing = fields(form).filter((field) => field.required && !field.value.trim());
  showErrors(form, missing.map((field) => ({ field: field.name, message: field.dataset.missing })));
  if (missing.length) return;
  const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  const answer = await send(form, { did: "submit", action: form.dataset.form, message: form.dataset.message, values });
  if (answer) showErrors(form, answer.errors);
}

function showErrors(form, errors) {
  $$(".error", form).forEach((line) => (line.hidden = true));
  fields(form).forEach((field) => field.removeAttribute("aria-invalid"));
  for (const { field: name, message } of errors) {
    const field = fields(form).find((other) => other.name === name);
    const shown = document.getElementById(field ? `${field.id}-error` : "form-error");
    Object.assign(shown, { textContent: message, hidden: false });
    field?.setAttribute("aria-invalid", "true");
  }
  $("[aria-invalid]", form)?.focus();
}

const line = $("#composer-text");
const options = () => $$("#commands [role=option]").filter((option) => !option.hidden);

function propose() {
  line.style.height = "auto";
  line.style.height = `${line.scrollHeight + 2}px`;
  const rest = /^[/／](.*)$/.exec(line.value)?.[1];
  const typed = rest === undefined ? null : "1on1".startsWith(rest) ? "" : rest.replace(/^1on1\s+/, "").toLowerCase();
  const fits = (option) => option.dataset.words.toLowerCase().split("\n").some((word) => word.startsWith(typed));
  $$("#commands [role=option]").forEach((option) => (option.hidden = typed === null || !fits(option)));
  $("#commands").hidden = !options().length;
  activate(options()[0]);
}

function activate(option) {
  $$("#commands [role=option]").forEach((other) => other.setAttribute("aria-selected", String(other === option)));
  line.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function complete(option) {
  line.value = `/1on1 ${option.dataset.word} `;
  propose();
  line.focus();
}

function keyInLine(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const [open, chosen] = [!$("#commands").hidden, $("#commands [aria-selected=true]")];
  const whole = chosen && chosen.dataset.words.split("\n").some((word) => line.value === `/1on1 ${word}`);
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const all = options();
    const move = event.key === "ArrowDown" ? 1 : -1;
    activate(all[(all.indexOf(chosen) + move + all.length) % all.length]);
  } else if (open && chosen && (event.key === "Tab" && !event.shiftKey || event.key === "Enter" && !whole)) {
    complete(chosen);
  } else if (event.key === "Enter" && !event.shiftKey) {
    $("#composer").requestSubmit();
  } else return;
  event.preventDefault();
}

async function say() {
  const text = line.value;
  const answer = text.trim() && (await send($("#composer"), { did: "type", text }));
  if (!answer) return;
  if (line.value === text) line.value = "";
  propose();
  toBottom();
  reveal(answer.items || []);
}

function showClock(clock) {
  for (const part of $$("[data-clock]")) {
    const text = clock[part.dataset.clock];
    if (part.textContent !== text) part.textContent = part.title = text;
  }
  setMoving(clock.moving);
  if (!clock.moving && !$("#people").contains(document.activeElement)) search($("[data-search]"));
}

function setMoving(moving) {
  $(".clock").setAttribute("aria-busy", String(moving));
  $$("[data-advance]").forEach((button) => button.setAttribute("aria-disabled", String(moving)));
}

async function advance(button) {
  if ($(".clock").getAttribute("aria-busy") === "true") return;
  setMoving(true);
  const { ok } = await post("/advance", { to: button.dataset.advance });
  if (!ok) setMoving(false);
}

function listen() {
  const stream = new EventSource(`${page.base}/stream?${query({ channel: page.channel })}`);
  const on = (name, then) => stream.addEventListener(name, (event) => then(JSON.parse(event.data)));
  on("hello", ({ boot, changes }) => {
    if (boot !== page.boot) reload();
    else if (changes !== page.changes) readAnew();
    page.changes = "";
    $("#toast").hidden ||= $("#toast").textContent === page.offline;
  });
  on("item", ({ html, conversations }) => {
    if (html) place(html);
    listConversations(conversations);
  });
  on("gone", ({ id }) => document.getElementById(id)?.remove());
  on("missed", readAnew);
  on("clock", showClock);
  on("reload", reload);
  stream.addEventListener("error", () => setTimeout(() => stream.readyState !== EventSource.OPEN && toast(page.offline), 2000));
}

async function search(form) {
  const asked = ++searches;
  const found = Object.fromEntries(new FormData(form));
  const groups = $("#groups");
  const idle = groups && !found.q.trim() && !found.kind;
  const response = idle ? null : await fetch(`${form.dataset.search}?${query(found)}`);
  const html = response?.ok ? await response.text() : "";
  if (asked !== searches) return;
  $("#people").innerHTML = html;
  if (groups) groups.hidden = !idle;
}

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  $("#drawer-open").setAttribute("aria-expanded", String(open));
  if (open) $("#conversations a")?.focus();
  else $("#drawer-open").focus();
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  const control = hit("[data-action]");
  if (control) press(control, control.dataset.action);
  else if (hit("[data-advance]")) advance(hit("[data-advance]"));
  else if (hit("[data-close]")) $("#dialog").close();
  else if (hit("#commands [role=option]")) complete(hit("#commands [role=option]"));
  else if (hit("#slash")) [line.value] = [line.value || "/"], propose(), line.focus();
  else if (hit("#drawer-open")) drawer(true);
  else if (hit("#drawer-close")) drawer(false);
  else if (hit("[data-dismiss]")) {
    const item = hit("[data-seq]");
    post("/dismiss", { id: item.id }).then(({ ok }) => ok && item.remove());
  }
});
document.addEventListener("change", (event) => event.target.matches("#messages select") && choose(event.target));
document.addEventListener("pointerdown", (event) => delete event.target.dataset?.keyed);
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (target.matches?.("#messages select")) target.dataset.keyed = "yes";
  if (target.matches?.("[role=radio]") && /^(Arrow|Home|End)/.test(key)) event.preventDefault(), step(target, key);
  if (key === "Escape" && document.body.classList.contains("drawer")) drawer(false);
  else if (key === "Escape" && line) $("#commands").hidden = true;
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches("[data-form]")) submitForm(event.target);
  else if (event.target.matches("#composer")) say();
  else if (event.target.matches("[data-search]")) search(event.target);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-search]");
  clearTimeout(typing);
  if (form) typing = setTimeout(() => search(form), 120);
});
document.addEventListener("visibilitychange", () => line && (countUnread(), markRead()));

if (line) {
  line.addEventListener("input", propose);
  line.addEventListener("keydown", keyInLine);
  search($("[data-search]"));
  const unread = $(".unread-line");
  if (unread) unread.scrollIntoView({ block: "start" });
  else if (!location.hash) toBottom();
  countUnread();
  markRead();
  listen();
}
