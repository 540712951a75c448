"use strict";

// Pages are whole without this: it says that scripts run, and how many days are left until a deadline.

document.documentElement.classList.add("scripted");

const DAY = 86400000;
const SOON = 14;

/** "closes in 3 days" for an ISO date; "" for one that is far off. Days are those of the reader's calendar. */
function daysLeft(iso) {
  const now = new Date();
  const days = Math.round((Date.parse(iso) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY);
  if (days < 0) return "the day has passed";
  if (days > SOON) return "";
  return days === 0 ? "closes today" : days === 1 ? "closes tomorrow" : `closes in ${days} days`;
}

/** Put how soon it closes behind a deadline's time element. */
function markDeadline(time) {
  const words = daysLeft(time.dateTime);
  if (!words) return;
  const mark = document.createElement("span");
  mark.className = "soon";
  mark.textContent = words;
  time.after(" ", mark);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".deadline time[datetime], .said time[datetime]").forEach(markDeadline);
});
