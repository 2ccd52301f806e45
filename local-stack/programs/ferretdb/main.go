// A MongoDB-compatible server for machines that only reach package registries: FerretDB, which keeps its data in SQLite
// files, behind a forwarder that lets one message at a time through. FerretDB's updates are not atomic when two of them
// meet; one after the other they are.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "address to listen on")
	data := flag.String("data", ".", "folder of the data; it is made if it is not there")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *data); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, data string) error {
	// Taken first: of two that want one address, the second must not open the first one's data.
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	// The path goes into a URL unescaped, so it had better be a plain one.
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	if err := os.Chdir(data); err != nil {
		return err
	}

	db, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:./?_pragma=synchronous(normal)",
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- db.Run(ctx) }()
	behind, err := url.Parse(db.MongoDBURI())
	if err != nil {
		return err
	}
	forward(ctx, listener, behind.Host)
	return <-ended
}
