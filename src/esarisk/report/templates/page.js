(function () {
  "use strict";
  const NARROW = 600;

  // A narrow chart has no room for names beside its lines: it shows a legend instead.
  function fitted(layout, width) {
    const copy = JSON.parse(JSON.stringify(layout));
    copy.dragmode = false;
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
    const layout = fitted(figure.layout, place.clientWidth);
    Plotly.react(place, figure.data, layout, { displayModeBar: false, responsive: false });
  }

  function drawAll() {
    document.querySelectorAll("[data-figure]").forEach(drawOne);
  }

  let waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });

  // On paper nothing can be opened: the table behind each chart is printed with it.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (one) {
      one.open = true;
      one.dataset.opened = "yes";
    });
    drawAll();
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-opened]").forEach(function (one) {
      one.open = false;
      delete one.dataset.opened;
    });
    drawAll();
  });

  drawAll();
})();
