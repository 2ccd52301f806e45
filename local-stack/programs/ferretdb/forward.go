package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const (
	headerLength  = 16
	maximumLength = 48_000_000
	opMsg         = 2013
	moreToCome    = 1 << 1
	// Bounds one message and its reply, so that one that is stuck cannot hold up the others for ever.
	exchangeLimit = time.Minute
)

// forward serves every connection until ctx is done; all connections are closed then. The exchange of one message and
// its reply with the server behind happens one at a time, whatever the number of connections. Slow clients hold up
// nobody: what they send is complete before their turn comes, and what they get is sent after it.
func forward(ctx context.Context, listener net.Listener, behind string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { listener.Close() })
	var turn sync.Mutex
	var serving sync.WaitGroup
	defer serving.Wait()
	for {
		client, err := listener.Accept()
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			// Out of file descriptors, for instance; it may pass.
			time.Sleep(10 * time.Millisecond)
			continue
		}
		serving.Add(1)
		go func() {
			defer serving.Done()
			serve(ctx, client, behind, &turn)
		}()
	}
}

// serve forwards one connection until either side closes it or ctx is done.
func serve(ctx context.Context, client net.Conn, behind string, turn *sync.Mutex) {
	defer client.Close()
	server, err := net.Dial("tcp", behind)
	if err != nil {
		return
	}
	defer server.Close()
	stop := context.AfterFunc(ctx, func() {
		client.Close()
		server.Close()
	})
	defer stop()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		reply, err := exchange(server, request, turn)
		if err != nil {
			return
		}
		// FerretDB answers also those who asked for no answer; that one is not passed on.
		if expectsNone(request) {
			continue
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

func exchange(server net.Conn, request []byte, turn *sync.Mutex) ([]byte, error) {
	turn.Lock()
	defer turn.Unlock()
	if err := server.SetDeadline(time.Now().Add(exchangeLimit)); err != nil {
		return nil, err
	}
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// readMessage reads one whole message of the MongoDB wire protocol: its length in the first four bytes, little endian.
func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerLength)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := int(binary.LittleEndian.Uint32(header))
	if length < headerLength || length > maximumLength {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerLength:])
	return message, err
}

func expectsNone(message []byte) bool {
	return len(message) >= headerLength+4 &&
		binary.LittleEndian.Uint32(message[12:]) == opMsg &&
		binary.LittleEndian.Uint32(message[headerLength:])&moreToCome != 0
}
