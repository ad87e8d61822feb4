// Preload for third-party programs that cannot be told where to listen: every TCP server of theirs listens on 127.0.0.1.
// `_listen2` is an inner function of Node, called with the address once all of listen()'s forms have been sorted out.
const { Server } = require('node:net')
const original = Server.prototype._listen2
const ipv4 = 4
Server.prototype._listen2 = function (address, port, addressType, backlog, fd, ...rest) {
  const isTcp = addressType !== -1 && typeof port === 'number' && port >= 0 && !(fd >= 0)
  return isTcp
    ? original.call(this, '127.0.0.1', port, ipv4, backlog, fd, ...rest)
    : original.call(this, address, port, addressType, backlog, fd, ...rest)
}
