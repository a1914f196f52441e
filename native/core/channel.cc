#include "channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

#include "error.h"

namespace bpfleet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxDescriptors = 64;

// A message begins with this; the descriptors come with its first byte.
struct Header {
  uint32_t size;
  uint32_t descriptors;
};

class Deadline {
 public:
  Deadline(const char* operation, Patience patience) : operation_(operation) {
    if (patience) end_ = Clock::now() + *patience;
  }

  void wait(int fd, short events) const {
    for (;;) {
      pollfd one{fd, events, 0};
      const int ready = poll(&one, 1, remaining());
      if (ready > 0) return;
      if (ready < 0 && errno != EINTR) throw Error(operation_, errno, "cannot wait for the other side");
      if (ready == 0) throw Error(operation_, ETIMEDOUT, "the other side takes too long");
    }
  }

 private:
  int remaining() const {
    if (!end_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end_ - Clock::now()).count();
    return left < 0 ? 0 : static_cast<int>(left);
  }

  const char* operation_;
  std::optional<Clock::time_point> end_;
};

void send_header(int channel, const Header& header, const std::vector<int>& descriptors, const Deadline& deadline) {
  iovec part{const_cast<Header*>(&header), sizeof(header)};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    const size_t bytes = descriptors.size() * sizeof(int);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(bytes);
    memcpy(CMSG_DATA(rights), descriptors.data(), bytes);
  }
  for (;;) {
    deadline.wait(channel, POLLOUT);
    const ssize_t sent = sendmsg(channel, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent == static_cast<ssize_t>(sizeof(header))) return;
    if (sent >= 0) throw Error("sendMessage", EIO, "half a header was sent");
    if (errno != EINTR && errno != EAGAIN) throw Error("sendMessage", errno, "cannot send");
  }
}

// Bytes received; 0 when the other side is gone.
size_t receive_some(int channel, msghdr* message, const Deadline& deadline) {
  for (;;) {
    deadline.wait(channel, POLLIN);
    const ssize_t got = recvmsg(channel, message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == ECONNRESET) return 0;
    if (errno != EINTR && errno != EAGAIN) throw Error("receiveMessage", errno, "cannot receive");
  }
}

void keep_descriptors(msghdr* message, std::vector<Descriptor>* out) {
  for (cmsghdr* each = CMSG_FIRSTHDR(message); each != nullptr; each = CMSG_NXTHDR(message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(each) + i * sizeof(int), sizeof(fd));
      out->emplace_back(fd);
    }
  }
}

// All of `size` bytes; false when the other side is gone before the first.
bool receive_all(int channel, uint8_t* to, size_t size, std::vector<Descriptor>* descriptors,
                 const Deadline& deadline) {
  for (size_t done = 0; done < size;) {
    iovec part{to + done, size - done};
    alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    const size_t got = receive_some(channel, &message, deadline);
    keep_descriptors(&message, descriptors);
    if (got == 0 && done == 0) return false;
    if (got == 0) throw Error("receiveMessage", EPIPE, "the other side went away inside a message");
    done += got;
  }
  return true;
}

}  // namespace

std::pair<Descriptor, Descriptor> make_channel() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error("makeChannel", errno, "cannot make a pair of sockets");
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void send_message(int channel, const uint8_t* bytes, size_t size, const std::vector<int>& descriptors,
                  Patience patience) {
  if (size > UINT32_MAX || descriptors.size() > kMaxDescriptors) {
    throw Error("sendMessage", EMSGSIZE, "the message is too large");
  }
  const Deadline deadline("sendMessage", patience);
  send_header(channel, {static_cast<uint32_t>(size), static_cast<uint32_t>(descriptors.size())}, descriptors,
              deadline);
  for (size_t done = 0; done < size;) {
    deadline.wait(channel, POLLOUT);
    const ssize_t sent = send(channel, bytes + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) done += static_cast<size_t>(sent);
    else if (errno != EINTR && errno != EAGAIN) throw Error("sendMessage", errno, "cannot send");
  }
}

std::optional<Message> receive_message(int channel, size_t limit, Patience patience) {
  const Deadline deadline("receiveMessage", patience);
  Message message;
  Header header{};
  auto* raw = reinterpret_cast<uint8_t*>(&header);
  if (!receive_all(channel, raw, sizeof(header), &message.descriptors, deadline)) return std::nullopt;
  if (header.size > limit) throw Error("receiveMessage", EMSGSIZE, "the other side sends too much");
  if (header.descriptors != message.descriptors.size()) {
    throw Error("receiveMessage", EMFILE, "descriptors were lost on the way");
  }
  message.bytes.resize(header.size);
  if (header.size > 0 && !receive_all(channel, message.bytes.data(), header.size, &message.descriptors, deadline)) {
    throw Error("receiveMessage", EPIPE, "the other side went away inside a message");
  }
  return message;
}

}  // namespace bpfleet
