/* Counts executed instructions, for qemu (an instrument of its own: qemu-aarch64 -plugin). Debian ships qemu without the header of
 * its plugins, so that what is used of it is declared here (version 1 of the interface, qemu 4.2 to 8.0).
 *
 * At the end it appends to the file that INSTRUCTIONS_FILE names a line for each mnemonic, and how often it ran. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
typedef struct qemu_plugin_tb block;
typedef struct qemu_plugin_insn instruction;

enum { add_u64 = 0 }; /* QEMU_PLUGIN_INLINE_ADD_U64 */
__attribute__((visibility("default"))) int qemu_plugin_version = 1;
__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const void *info, int count, char **arguments);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, block *));
size_t qemu_plugin_tb_n_insns(const block *);
instruction *qemu_plugin_tb_get_insn(const block *, size_t);
char *qemu_plugin_insn_disas(const instruction *);
void qemu_plugin_register_vcpu_insn_exec_inline(instruction *, int operation, void *counter, uint64_t addend);
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);

enum { most = 2048, name_bytes = 24 };
static struct {
    char name[name_bytes];
    uint64_t count;
} table[most]; /* the last one takes whatever finds no place of its own */
static int used;

static uint64_t *counter_of(const char *name) {
    int i = 0;
    while (i < used && strcmp(table[i].name, name) != 0)
        i++;
    if (i == used && used < most)
        snprintf(table[used++].name, name_bytes, "%s", name);
    return &table[i < most ? i : most - 1].count;
}

static void translate(plugin_id id, block *code) {
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(code); i++) {
        instruction *in = qemu_plugin_tb_get_insn(code, i);
        char *text = qemu_plugin_insn_disas(in);
        char name[name_bytes] = "unknown";
        if (text)
            sscanf(text, "%23s", name);
        free(text);
        qemu_plugin_register_vcpu_insn_exec_inline(in, add_u64, counter_of(name), 1);
    }
}

static void finish(plugin_id id, void *unused) {
    (void)id;
    (void)unused;
    const char *path = getenv("INSTRUCTIONS_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) {
        fputs("INSTRUCTIONS_FILE names no file that can be written\n", stderr);
        return;
    }
    for (int i = 0; i < used; i++)
        fprintf(file, "%s %llu\n", table[i].name, (unsigned long long)table[i].count);
    fclose(file);
}

int qemu_plugin_install(plugin_id id, const void *info, int count, char **arguments) {
    (void)info;
    (void)count;
    (void)arguments;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, finish, NULL);
    return 0;
}
