/** The connection of a client: calls that are under way when it is closed come to an end. */
import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Parameters<Interceptor>[1]>;

/** gRPC's code for CANCELLED. */
const CANCELLED = 1;

/** The SDK's connection, which connects with its first call. Plugins may bring interceptors of their own. */
export function lazyConnection(options: ConnectionOptions): Connection {
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), endingWhenClosed];
  return Connection.lazy({ ...options, interceptors });
}

/**
 * The SDK tries a call again from a timer, which goes on when the connection is closed; grpc-js throws there, where nobody can catch it.
 * Such a call, and any that is made on a closed connection, ends as cancelled instead.
 */
const endingWhenClosed: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as ReturnType<Interceptor>;
  } catch (error) {
    return ended((error as Error).message) as ReturnType<Interceptor>;
  }
};

function ended(details: string): Call {
  const nothing = () => undefined;
  return {
    start(asked, listener) {
      const metadata = asked.clone();
      for (const name of Object.keys(metadata.getMap())) metadata.remove(name);
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata });
    },
    cancelWithStatus: nothing,
    getAuthContext: () => null,
    getPeer: () => '',
    halfClose: nothing,
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
  };
}
