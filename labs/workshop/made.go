package workshop

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// What a server makes up when nobody brings it. Whoever prepares a server for another machine makes the same things
// here, and tells the people what the server is never told.

// NewCode makes a join code.
func NewCode() string { return newCode() }

// NewInstructorToken makes a token for the instructor, with the hash that ParseInstructor reads.
func NewInstructorToken() (token, hash string) {
	token = newToken(instructorToken)
	sum := hashToken(token)
	return token, hex.EncodeToString(sum[:])
}

// NewCertificate makes a certificate for those hosts that vouches for itself, and its key, in PEM.
func NewCertificate(hosts []string, now time.Time) (certPEM, keyPEM []byte, err error) {
	return newCertificate(hosts, now)
}

// InstructorHash is the SHA-256 of an instructor's token.
type InstructorHash [32]byte

// ParseInstructor reads one, as 64 hexadecimal digits.
func ParseInstructor(text string) (h InstructorHash, err error) {
	data, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(data) != len(h) {
		return h, errors.New("it is not the SHA-256 of a token, which has 64 hexadecimal digits")
	}
	copy(h[:], data)
	return h, nil
}

// KnowInstructor has the server know the instructor by a token that somebody else made. One before, and every browser that was
// let in by it, are nothing any more; the same one again changes nothing.
func (s *Server) KnowInstructor(ctx context.Context, h InstructorHash) error {
	s.fresh = ""
	if s.gate.isInstructor(h) {
		return nil
	}
	if err := s.replaceInstructor(ctx, h); err != nil {
		return fmt.Errorf("keeping the instructor's token: %w", err)
	}
	return nil
}
