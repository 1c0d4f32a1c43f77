using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>Drives the engine as a conversation would: history, memory and facts go on from turn to turn.</summary>
internal sealed class Dialogue(TenantView tenant, string language = "ar", string? name = "سارة")
{
    private static readonly OfflineEngine Engine = new();
    private readonly List<TalkLine> _history = [];
    private readonly Dictionary<string, string> _memory = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private string _language = language;
    private long _turn;

    public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    public IReadOnlyDictionary<string, string> Facts => _facts;

    public IReadOnlyDictionary<string, string> Memory => _memory;

    /// <summary>Forgets the memory, as an invocation by hand does.</summary>
    public bool WithoutMemory { get; set; }

    public AgentAnswer Last { get; private set; } = null!;

    public string Reply => Last.Output.Response;

    public AgentAnswer Say(params string[] messages)
    {
        _turn++;
        var pending = messages.Select((m, i) => new TalkLine($"in{_turn}-{i}", true, m, Now)).ToList();
        var lead = new LeadView(
            "l1", name, null, "whatsapp", LeadStatus.New, 20, Temperature.Cold, [], WithoutMemory ? new Dictionary<string, string>()
                : new Dictionary<string, string>(_facts), "c1", "v1", _language, null, 0, Now, 1);
        var task = new AgentTask(
            new TurnSnapshot(
                _turn, _turn, "v1", "c1", "l1", name, _language, pending, [.. _history.TakeLast(30)],
                WithoutMemory ? new Dictionary<string, string>() : new Dictionary<string, string>(_memory), Now, null, "p1"),
            tenant, lead, Now);
        Last = Engine.Answer(task);
        Assert.Equal(Last.Output.Response, Engine.Answer(task).Output.Response);
        _history.AddRange(pending);
        foreach (var message in Last.Messages) _history.Add(new TalkLine($"out{_turn}", false, message.Text ?? "", Now));
        foreach (var (key, value) in Last.Memory)
        {
            if (value.Length == 0) _memory.Remove(key);
            else _memory[key] = value;
        }
        foreach (var (key, value) in Last.Facts) _facts[key] = value;
        _language = Last.Output.Language;
        Now = Now.AddMinutes(1);
        return Last;
    }
}
