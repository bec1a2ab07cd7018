// News from the server, as long as the page is open.

const LONGEST = 5000;

/** Keeps a socket open: `opened` each time there is one, `heard` for news, `lost` when it is gone. */
export function listen({ opened, heard, lost }) {
  let tries = 0;
  let timer = 0;

  function connect() {
    clearTimeout(timer);
    const socket = new WebSocket(new URL("api/live", location.href.replace(/^http/, "ws")));
    socket.onopen = () => {
      tries = 0;
      opened();
    };
    socket.onmessage = (event) => heard(JSON.parse(event.data));
    socket.onclose = () => {
      lost();
      const pause = Math.min(LONGEST, 250 * 2 ** tries++);
      timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
    };
  }

  connect();
}
