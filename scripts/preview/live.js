// Reloads the page when the files behind it change. The server answers at once when it knows a newer version,
// otherwise after some seconds; while it starts again (a change of the builder's code) it is asked until it is back.
"use strict"
const { version } = document.currentScript.dataset

async function newest() {
  try {
    const answer = await fetch(`/~version?not=${version}`, { cache: "no-store" })
    return await answer.text()
  } catch {
    await new Promise((done) => setTimeout(done, 300))
    return version
  }
}

async function watch() {
  while ((await newest()) === version);
  location.reload()
}

// A worker that the built site has left at this address would keep pages of the past.
navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()))
watch()
