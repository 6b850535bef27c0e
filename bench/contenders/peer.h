// A contender in a process of its own, driven line by line: the protocol that every peer speaks, and its side of the benchmark.
//
// A process, because systems bring thread pools, memory allocators and libraries of the same names that cannot live in one. The
// programs are onednn_peer.cpp and python/peer.py; they know nothing of tconv. Each line that is sent gets one line back:
//
//   load FILE FORMAT BATCH CHANNELS FILTERS GROUPS LAYOUT BIAS {INPUT KERNEL STRIDE DILATION CROP_BEGIN CROP_END}...
//       FILE holds float32 x, w, bias, y, one behind the other; x and y as LAYOUT says (last, first), w as (channels,
//       filters/groups, k...), BIAS 0 or 1 (0: no floats in the file). FORMAT is one of the ways that the peer can do it, for
//       example a layout inside the system; weights are prepacked, input and output lie where the system wants them. One group of six
//       numbers per spatial axis. Answers `ok NOTE`: how the system does it, for the report
//   output      calls once, and puts the result into FILE as y          answers `ok SECONDS` of the call
//   run COUNT   COUNT calls behind one that is not timed                answers `ok SECONDS`
//   release     gives back the memory of what is loaded                 answers `ok`
//
// Anything that fails answers `error TEXT`, and the next line is read all the same. A peer ends where its input does. Standard error is
// its own; the last line there is told where it ends unasked. From the environment it takes
//
//   PEER_THREADS   threads of a call
//   PEER_CLOCK     what SECONDS are: passed (default) or processor, the time of the process's threads on processors
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/contender.h"

namespace tconv::bench {

struct PeerProgram {
    std::string name;
    std::vector<std::string> command;
    std::vector<std::string> environment;  ///< beside PEER_THREADS and PEER_CLOCK
    std::vector<std::string> formats;      ///< the fastest of those in which its result is right is timed
};

/// Starts the program at once, so that peers load their systems beside each other, and again on the next layer where it has ended.
std::unique_ptr<Contender> make_peer(PeerProgram, const Place &);

/// The words of a line `load` behind FORMAT.
std::string problem_words(const Problem &);

}  // namespace tconv::bench
