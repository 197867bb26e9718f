/** Nobody listens there, and no listener gets this port unasked. */
export const NOBODY = "http://127.0.0.1:2";

/** A door before an HTTP server: it can drop the connection that a request came through, at any moment. */
export interface Front {
  readonly port: number;
  /** Ends the connection by which the server sees its client at `remotePort`, without another word. */
  drop(remotePort: number): void;
  close(): Promise<void>;
}

/** Opens a door on loopback that passes all bytes on to `serverPort`. */
export function openFront(serverPort: number, port = 0): Front {
  const hostname = "127.0.0.1";
  const listener = Deno.listen({ hostname, port });
  const connections = new Map<number, () => void>();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  async function pass(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect({ hostname, port: serverPort });
    const remotePort = (server.localAddr as Deno.NetAddr).port;
    const end = () => {
      connections.delete(remotePort);
      for (const side of [client, server]) {
        try {
          side.close();
        } catch {
          // Closed already.
        }
      }
    };
    connections.set(remotePort, end);
    if (isClosed) end();
    await Promise.all([pump(client, server).finally(end), pump(server, client).finally(end)]);
  }

  const accepting = (async () => {
    for await (const client of listener) {
      const passing = pass(client).catch(() => {}).finally(() => running.delete(passing));
      running.add(passing);
    }
  })();

  return {
    port: (listener.addr as Deno.NetAddr).port,
    drop: (remotePort) => connections.get(remotePort)?.(),
    async close() {
      isClosed = true;
      listener.close();
      await accepting;
      for (const end of [...connections.values()]) end();
      await Promise.all([...running]);
    },
  };
}

async function pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (;;) {
      const size = await from.read(buffer);
      if (size === null) return;
      for (let done = 0; done < size;) done += await to.write(buffer.subarray(done, size));
    }
  } catch {
    // One side is gone, so the other goes too.
  }
}
