// A page that was opened from disk needs no service worker, and may have none.
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  navigator.serviceWorker.register(new URL("offline-worker.js", document.currentScript.src));
}
