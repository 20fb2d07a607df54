(function () {
  "use strict";
  const NARROW = 640;
  const PAPER = 680;  // A4 within its margins
  const places = Array.from(document.querySelectorAll("[data-figure]"));
  let paper = false;

  // A narrow chart has no room for names beside its lines: it shows a legend instead.
  function fitted(layout, width) {
    const copy = JSON.parse(JSON.stringify(layout));
    copy.dragmode = false;
    copy.width = width;
    const names = copy.annotations || [];
    if (width < NARROW && names.some((one) => one.name === "beside")) {
      copy.annotations = names.filter((one) => one.name !== "beside");
      copy.margin.r = 12;
      copy.showlegend = true;
    }
    if (width < NARROW) {
      copy.font.size = 12;
    }
    return copy;
  }

  function drawOne(place) {
    const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    const layout = fitted(figure.layout, paper ? PAPER : place.clientWidth);
    Plotly.react(place, figure.data, layout, { displayModeBar: false, responsive: false });
    place.dataset.drawn = "yes";
  }

  // Charts are drawn when they come near: a long page opens at once.
  const seen = new IntersectionObserver(function (entries) {
    entries.filter((one) => one.isIntersecting).forEach(function (one) {
      seen.unobserve(one.target);
      drawOne(one.target);
    });
  }, { rootMargin: "600px" });
  places.forEach((place) => seen.observe(place));

  function drawAgain() {
    places.filter((place) => place.dataset.drawn).forEach(drawOne);
  }

  let waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(drawAgain, 150);
  });

  // On paper nothing can be opened: the table behind each chart is printed with it.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (one) {
      one.open = true;
      one.dataset.opened = "yes";
    });
    paper = true;
    places.forEach(drawOne);
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-opened]").forEach(function (one) {
      one.open = false;
      delete one.dataset.opened;
    });
    paper = false;
    drawAgain();
  });
})();
