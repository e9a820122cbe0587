// Starts GraphiQL on /graphql, with a few queries ready.

const nearest = `# The nearest pharmacies that have masks for adults, seen from Taipei's main station.
query Nearest($near: PointInput!) {
  pharmacies(near: $near, inStock: ADULT, first: 20) {
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

const search = `# A pharmacy by a part of its name or address, and how fresh the figures are.
query Search($text: String!) {
  pharmacies(query: $text, first: 5) {
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

const order = `# Makes an order. The id of the answer is what the next tab wants.
mutation Order($input: CreateOrderInput!) {
  createOrder(input: $input) {
    id
    status
    totalPrice
  }
}
`;

const shipment = `# An order and its shipment, which it has a moment after it was made.
query Shipment($order: ID!) {
  order(id: $order) {
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

const tab = (query, variables) => ({ query, variables: JSON.stringify(variables, null, 2) });

const tabs = [
  tab(nearest, { near: { latitude: 25.0478, longitude: 121.517 } }),
  tab(search, { text: "台北市中正區" }),
  tab(order, {
    input: {
      customerName: "caesar",
      totalPrice: 27000,
      lines: [{ sku: "MASK-ADULT-50", name: "Masks for adults, 50", quantity: 2, unitPrice: 13500 }],
    },
  }),
  tab(shipment, { order: "" }),
];

window.addEventListener("load", () => {
  const page = React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultTabs: tabs,
    defaultEditorToolsVisibility: "variables",
  });
  ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
});
