// Runs before the first paint, as a classic script: a chosen theme must not flash the other one.
try {
  const chosen = localStorage.getItem("whisperdesk-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the system's theme stands.
}
