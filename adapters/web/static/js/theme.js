// Light or dark as the person chose, before anything is painted. A classic script, so that it comes first.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser without storage follows its system.
}
