using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace SalesFlow.Bench.Scale;

/// <summary>What a question's statements did in the database.</summary>
/// <param name="Statements">How many statements there were, those inside functions included.</param>
/// <param name="Looked">Rows and index entries that were looked at.</param>
/// <param name="Buffers">Pages touched.</param>
/// <param name="Scanned">Large tables that were read through.</param>
internal sealed record Work(int Statements, long Looked, long Buffers, IReadOnlyList<string> Scanned);

/// <summary>Collects the plans that the database reports while it answers.</summary>
internal sealed class Plans : ILoggerFactory, ILogger
{
    private const string Mark = "plan:\n";
    private readonly List<string> _texts = [];
    private readonly Lock _lock = new();

    /// <summary>Tables that are too large to be read through, whatever the question.</summary>
    public IReadOnlySet<string> Large { get; set; } = new HashSet<string>();

    public string LastText { get { lock (_lock) return string.Join("\n", _texts); } }

    /// <summary>Forgets what was collected, and says what it was.</summary>
    public Work Take()
    {
        List<string> texts;
        lock (_lock)
        {
            texts = [.. _texts];
            _texts.Clear();
        }
        var (looked, buffers, statements, scanned) = (0L, 0L, 0, new List<string>());
        foreach (var text in texts)
        {
            using var json = JsonDocument.Parse(text);
            var plan = json.RootElement.GetProperty("Plan");
            statements++;
            buffers += Number(plan, "Shared Hit Blocks") + Number(plan, "Shared Read Blocks");
            Walk(plan);
        }
        return new Work(statements, looked, buffers, scanned);

        void Walk(JsonElement node)
        {
            var kind = node.GetProperty("Node Type").GetString()!;
            // What a bitmap finds is counted where the index gives it.
            if (kind.EndsWith("Scan", StringComparison.Ordinal) && kind is not ("Subquery Scan" or "Function Scan" or "CTE Scan" or "Bitmap Heap Scan"))
            {
                // Rows are means over the loops.
                var loops = Math.Max(1, Number(node, "Actual Loops"));
                looked += (Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck")) * loops;
                if (kind == "Seq Scan" && node.GetProperty("Relation Name").GetString() is { } table && Large.Contains(table)) scanned.Add(table);
            }
            if (node.TryGetProperty("Plans", out var below))
                foreach (var child in below.EnumerateArray()) Walk(child);
        }

        static long Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? (long)value.GetDouble() : 0;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0) return;
        lock (_lock) _texts.Add(text[(at + Mark.Length)..]);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
