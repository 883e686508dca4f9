// Emphasis in Chinese is dots under the characters, in Latin a slanted face; CSS cannot tell the two apart.
for (const element of document.querySelectorAll(".content em")) {
  if (/\p{Script=Han}/u.test(element.textContent)) element.classList.add("han");
}
