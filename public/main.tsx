import { render } from "preact";
import { takeKeyFromAddress } from "./session.ts";
import { App } from "./views/app.tsx";

// Before anything is shown or asked for: a key in the address is there for no longer than this.
takeKeyFromAddress();
const root = document.getElementById("page");
if (root) render(<App />, root);
