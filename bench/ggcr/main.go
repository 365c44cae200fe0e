// Resolves image references as fast as go-containerregistry does it with one shared puller: the bench's yardstick.
//
//	ggcr JOBS < references
//
// Prints the milliseconds from the first request to the last answer, the TCP connections (each a TLS handshake), and how many failed.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

func main() {
	jobs, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	references := read()
	var connections, failed atomic.Int64
	puller, err := remote.NewPuller(remote.WithTransport(counting(&connections)), remote.WithJobs(jobs))
	if err != nil {
		log.Fatal(err)
	}

	start := time.Now()
	queue := make(chan name.Reference)
	var group sync.WaitGroup
	for range jobs {
		group.Go(func() {
			for reference := range queue {
				if _, err := puller.Head(context.Background(), reference); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	for _, reference := range references {
		queue <- reference
	}
	close(queue)
	group.Wait()

	result := map[string]any{"ms": float64(time.Since(start).Microseconds()) / 1000, "connections": connections.Load(), "failed": failed.Load()}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}

func read() []name.Reference {
	var references []name.Reference
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		reference, err := name.ParseReference(lines.Text())
		if err != nil {
			log.Fatal(err)
		}
		references = append(references, reference)
	}
	return references
}

// The library's own transport, with every dial counted.
func counting(connections *atomic.Int64) http.RoundTripper {
	transport := remote.DefaultTransport.(*http.Transport).Clone()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connections.Add(1)
		return dial(ctx, network, address)
	}
	return transport
}
