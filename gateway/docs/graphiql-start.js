// Starts GraphiQL on /graphql, with a few queries ready.

const nearest = `# The nearest pharmacies that have masks for adults, seen from Taipei's main station.
query Nearest {
  pharmacies(near: { latitude: 25.0478, longitude: 121.517 }, inStock: ADULT, first: 20) {
    edges {
      node {
        id
        name
        distance
        mask {
          adult
          child
          updatedAt
          stale
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const search = `# Pharmacies by a part of their name or address, and how fresh the figures are.
query Search {
  pharmacies(query: "台北市中正區", first: 5) {
    nodes {
      name
      address
      phone
    }
  }
  pharmacyFeed {
    source
    updatedAt
    stale
  }
}
`;

const stations = `# Where one can be vaccinated, and the places that are left.
query Stations {
  stations(state: "Selangor", first: 5) {
    nodes {
      name
      days {
        date
        available
      }
    }
  }
}
`;

const order = `# Makes an order. The id of the answer is what the next tab wants.
mutation Order {
  createOrder(
    input: {
      customerName: "caesar"
      totalPrice: 27000
      lines: [{ sku: "MASK-ADULT-50", name: "Masks for adults, 50", quantity: 2, unitPrice: 13500 }]
    }
  ) {
    id
    status
    totalPrice
  }
}
`;

const shipment = `# An order and its shipment, which it has a moment after it was made.
query Shipment {
  order(id: "") {
    customerName
    status
    shipment {
      status
      events {
        status
        at
      }
    }
  }
}
`;

const labels = [
  [".graphiql-query-editor textarea", "Query"],
  [".graphiql-editor-tool textarea", "Variables or headers"],
  [".result-window textarea", "Answer"],
];

// What GraphiQL lacks for those who do not see the page. Its tabs hold buttons, which tabs must not: they are a list here.
const makeAccessible = () => {
  for (const [editors, label] of labels) {
    for (const editor of document.querySelectorAll(`${editors}:not([aria-label])`)) editor.setAttribute("aria-label", label);
  }
  for (const tabs of document.querySelectorAll(".graphiql-tabs[role], .graphiql-tab[role], .graphiql-tab[aria-selected]")) {
    tabs.removeAttribute("role");
    tabs.removeAttribute("aria-selected");
  }
  for (const panel of document.querySelectorAll("#graphiql-session[role]")) {
    panel.removeAttribute("role");
    panel.removeAttribute("aria-labelledby");
  }
  for (const area of document.querySelectorAll(".CodeMirror-scroll[tabindex='-1']")) area.setAttribute("tabindex", "0");
};

window.addEventListener("load", () => {
  const root = document.getElementById("graphiql");
  const page = React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultTabs: [nearest, search, stations, order, shipment].map((query) => ({ query })),
  });
  new MutationObserver(makeAccessible).observe(root, { subtree: true, childList: true, attributes: true });
  ReactDOM.createRoot(root).render(page);
});
