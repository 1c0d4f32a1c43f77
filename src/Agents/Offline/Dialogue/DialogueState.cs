using System.Globalization;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>What is remembered between turns, over the small words of a conversation's memory, and what is known of the customer.</summary>
internal sealed class DialogueState
{
    private readonly Dictionary<string, string> _memory;
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string>? _facts;

    public DialogueState(IReadOnlyDictionary<string, string> memory, IReadOnlyDictionary<string, string>? facts)
    {
        _memory = memory.Where(m => m.Value.Length > 0).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        _facts = facts;
    }

    /// <summary>Whether nothing was remembered: the talk is new, or its memory is elsewhere.</summary>
    public bool IsEmpty => _memory.Count == 0;

    public int Exchange { get => Number("n"); set => Set("n", value); }

    public int Progress { get => Number("prog"); set => Set("prog", value); }

    public int Negatives { get => Number("neg"); set => Set("neg", value); }

    public int Unknowns { get => Number("unk"); set => Set("unk", value); }

    public int Misses { get => Number("miss"); set => Set("miss", value); }

    public int Offers { get => Number("offers"); set => Set("offers", value); }

    /// <summary>The slot, <c>offer</c>, <c>person</c> or <c>o.{objection}</c> that the last reply asked for.</summary>
    public string? Asked { get => Word("asked"); set => Set("asked", value); }

    public bool Booking { get => Word("bk") == "1"; set => Set("bk", value ? "1" : null); }

    public string? Word(string name) => _memory.GetValueOrDefault(name);

    public int Number(string name) => int.TryParse(Word(name), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    public void Set(string name, int value) => Set(name, value == 0 ? null : value.ToString(CultureInfo.InvariantCulture));

    public void Set(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _memory[name] = value.Length > 120 ? value[..120] : value;
            _forgotten.Remove(name);
        }
        else if (_memory.Remove(name)) _forgotten.Add(name);
    }

    /// <summary>A fact about the customer, said in this talk or known of the lead.</summary>
    public string? Known(string slot) =>
        Word("s." + slot) ?? (_facts is not null && _facts.TryGetValue(slot, out var value) && value.Length > 0 ? value : null);

    public void Learn(string slot, string value) => Set("s." + slot, value);

    public int? Employees => int.TryParse(Known(LeadFacts.Employees), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    public decimal? Budget => decimal.TryParse(Known(LeadFacts.Budget), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n
        : null;

    /// <summary>The whole memory, with an empty value for what is to be forgotten.</summary>
    public IReadOnlyDictionary<string, string> Save()
    {
        var saved = new Dictionary<string, string>(_memory, StringComparer.Ordinal);
        foreach (var name in _forgotten) saved.TryAdd(name, string.Empty);
        return saved;
    }
}
