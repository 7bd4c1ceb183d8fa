/* Which conversation this is: a signed token, kept for a day at most, and nothing else. */
const KEY = "ecom.session";
const OLD = "ecom.history";  // earlier pages kept what was said
const LIFE_MS = 24 * 3600 * 1000;

let held = null;  // what is kept where the browser stores nothing

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export function forget() {
  held = null;
  try {
    localStorage.removeItem(KEY);
    localStorage.removeItem(OLD);
  } catch { /* storage is blocked: there is nothing to remove */ }
}

/** Return the token of the conversation, or null. */
export function token() {
  const found = stored() || held;
  if (!found || typeof found.token !== "string" || !(Date.now() - found.at < LIFE_MS)) {
    if (found) forget();
    return null;
  }
  return found.token;
}

export function keep(value) {
  held = { token: value, at: Date.now() };
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
    localStorage.removeItem(OLD);
  } catch { /* storage is blocked: the conversation lasts as long as the page */ }
}

try { localStorage.removeItem(OLD); } catch { /* as above */ }
