{
  "variables": {
    # scripts/build-libbpf.sh puts it there; -Dlibbpf=FOLDER takes another.
    "libbpf%": "<(module_root_dir)/../.cache/libbpf/1.7"
  },
  "targets": [
    {
      "target_name": "bpfleet",
      "sources": [
        "core/child.cc",
        "core/channel.cc",
        "core/demangle.cc",
        "core/attach_functions.cc",
        "core/error.cc",
        "core/filesystem.cc",
        "core/fold.cc",
        "core/libbpf_log.cc",
        "core/map.cc",
        "core/map_walk.cc",
        "core/object.cc",
        "core/open_file.cc",
        "core/perf_event.cc",
        "core/probe.cc",
        "core/ring_reader.cc",
        "core/ring_thread.cc",
        "core/sandbox.cc",
        "core/uprobe.cc",
        "core/wait_for_programs.cc",
        "addon/convert.cc",
        "addon/files.cc",
        "addon/map.cc",
        "addon/object.cc",
        "addon/rings.cc",
        "addon/addon.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")", "<(libbpf)/include"],
      "libraries": ["<(libbpf)/lib/libbpf.a", "-lelf", "-lz"],
      "defines": ["NAPI_VERSION=10", "NODE_ADDON_API_CPP_EXCEPTIONS_ALL", "NODE_ADDON_API_DISABLE_DEPRECATED",
        # A worker that is terminated while its callback runs cannot take an exception any more.
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
      "cflags_cc": ["-std=c++20", "-fexceptions", "-fvisibility=hidden", "-Wall", "-Wextra"],
      # libbpf marks its functions as exported; they are nobody else's business.
      "ldflags": ["-Wl,--exclude-libs,ALL"]
    }
  ]
}
