// Verifies what cred wrote with code that nobody here wrote: golang.org/x/mod's sumdb/note and sumdb/tlog, which check
// Go's own module database. Written from src/log/README.md alone; of cred it knows nothing but bytes.
//
//	verify log FILE VERIFIERKEY         every line of a log: event → leaf → root → signed note
//	verify checkpoint FILE VERIFIERKEY
//	verify proof FILE VERIFIERKEY
//	verify tiles FOLDER VERIFIERKEY     checkpoint, every tile, every entry
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: verify log|checkpoint|proof|tiles PATH VERIFIERKEY")
		os.Exit(2)
	}
	checks := map[string]func(string, note.Verifier) (int64, error){
		"log": verifyLog, "checkpoint": verifyCheckpoint, "proof": verifyProof, "tiles": verifyTiles,
	}
	verifier, err := note.NewVerifier(os.Args[3])
	check := checks[os.Args[1]]
	if err != nil || check == nil {
		fmt.Fprintln(os.Stderr, "no such check, or no verifier key:", err)
		os.Exit(2)
	}
	count, err := check(os.Args[2], verifier)
	if err != nil {
		fmt.Fprintln(os.Stderr, "does not verify:", err)
		os.Exit(1)
	}
	fmt.Println("verified", count)
}

// verifyLog checks every record's own signature; the tree is built by the library, hash by hash.
func verifyLog(path string, verifier note.Verifier) (int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	if len(data) == 0 || data[len(data)-1] != '\n' {
		return 0, errors.New("the last line has no end")
	}
	var stored hashes
	var n int64
	for _, line := range bytes.Split(data[:len(data)-1], []byte{'\n'}) {
		event, signature, err := splitLine(line)
		if err != nil {
			return n, fmt.Errorf("record %d: %w", n, err)
		}
		more, err := tlog.StoredHashes(n, event, stored)
		if err != nil {
			return n, err
		}
		stored = append(stored, more...)
		n++
		root, err := tlog.TreeHash(n, stored)
		if err != nil {
			return n, err
		}
		text := fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), n, root)
		signed := fmt.Sprintf("%s\n— %s %s\n", text, verifier.Name(), signature)
		if _, err := note.Open([]byte(signed), note.VerifierList(verifier)); err != nil {
			return n, fmt.Errorf("record %d: %w", n-1, err)
		}
	}
	return n, nil
}

// splitLine takes `{"e":<event>,"s":"<92 characters>"}` apart.
func splitLine(line []byte) (event []byte, signature string, err error) {
	const head, middle, end, size = `{"e":`, `,"s":"`, `"}`, 92
	at := len(line) - len(middle) - size - len(end)
	if at < len(head) || !bytes.HasPrefix(line, []byte(head)) ||
		!bytes.HasPrefix(line[at:], []byte(middle)) || !bytes.HasSuffix(line, []byte(end)) {
		return nil, "", errors.New("not the form of a record")
	}
	from := at + len(middle)
	signature = string(line[from : from+size])
	return line[len(head):at], signature, canonical(signature)
}

func verifyCheckpoint(path string, verifier note.Verifier) (int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	tree, err := openCheckpoint(data, verifier)
	return tree.N, err
}

func openCheckpoint(data []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, signature := range opened.Sigs {
		if err := canonical(signature.Base64); err != nil {
			return tlog.Tree{}, err
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := decimal(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// verifyProof checks a c2sp.org/tlog-proof@v1 whose extra data is the event.
func verifyProof(path string, verifier note.Verifier) (int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	parts := strings.SplitN(string(data), "\n\n", 2)
	if len(parts) != 2 {
		return 0, errors.New("no checkpoint")
	}
	lines := strings.Split(parts[0], "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" ||
		!strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return 0, errors.New("not a proof with the event in it")
	}
	event, err := base64.StdEncoding.Strict().DecodeString(lines[1][len("extra "):])
	if err != nil {
		return 0, err
	}
	index, err := decimal(lines[2][len("index "):])
	if err != nil {
		return 0, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err == nil {
			err = canonical(line)
		}
		if err != nil {
			return 0, err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint([]byte(parts[1]), verifier)
	if err != nil {
		return 0, err
	}
	return index, tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(event))
}

// verifyTiles reads the tree through its tiles (the library authenticates them against the checkpoint), proves every
// entry from them, and compares every tile and bundle to the letter.
func verifyTiles(folder string, verifier note.Verifier) (int64, error) {
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return 0, err
	}
	tree, err := openCheckpoint(data, verifier)
	if err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, tileFolder(folder))
	for _, tile := range tlog.NewTiles(tileHeight, 0, tree.N) {
		// The library also names the partial tiles of every smaller tree, which only a log that published them has.
		if tile.W < 1<<tileHeight && int64(tile.W) != tree.N>>(tileHeight*uint(tile.L))%(1<<tileHeight) {
			continue
		}
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return 0, err
		}
		got, err := os.ReadFile(filepath.Join(folder, tilePath(fmt.Sprint(tile.L), tile.N, tile.W)))
		if err != nil || !bytes.Equal(got, want) {
			return 0, fmt.Errorf("tile %d/%d is not the one of the checkpoint: %v", tile.L, tile.N, err)
		}
	}
	entries, err := readEntries(folder, tree.N)
	if err != nil {
		return 0, err
	}
	for index, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		if err != nil {
			return 0, err
		}
		err = tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry))
		if err != nil {
			return 0, fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return tree.N, nil
}

func readEntries(folder string, size int64) ([][]byte, error) {
	var entries [][]byte
	for n := int64(0); n<<tileHeight < size; n++ {
		width := size - n<<tileHeight
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		data, err := os.ReadFile(filepath.Join(folder, tilePath("entries", n, int(width))))
		if err != nil {
			return nil, err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 {
				return nil, errors.New("a bundle is cut short")
			}
			length := int(binary.BigEndian.Uint16(data))
			if len(data) < 2+length {
				return nil, errors.New("a bundle is cut short")
			}
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) > 0 {
			return nil, errors.New("a bundle holds more than its entries")
		}
	}
	return entries, nil
}

// tileFolder serves the library from a folder as c2sp.org/tlog-tiles lays it out.
type tileFolder string

func (folder tileFolder) Height() int { return tileHeight }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(folder), tilePath(fmt.Sprint(tile.L), tile.N, tile.W)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (folder tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func tilePath(level string, n int64, width int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 1<<tileHeight {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + name
}

// canonical tells of a second spelling of the same bytes, which the libraries let pass: the last digit's unused bits.
func canonical(text string) error {
	_, err := base64.StdEncoding.Strict().DecodeString(text)
	return err
}

// decimal reads an ASCII number without leading zeroes.
func decimal(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (n < 0 || fmt.Sprint(n) != text) {
		err = errors.New("not a decimal number: " + text)
	}
	return n, err
}

// hashes serves the library from memory, by storage index.
type hashes []tlog.Hash

func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(stored)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found = append(found, stored[index])
	}
	return found, nil
}
