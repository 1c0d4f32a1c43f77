using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Personas;

/// <summary>What a persona will do, and after how long at natural speed.</summary>
internal sealed record PersonaAct(TimeSpan After, CustomerActType Type, string Text, MessageChoice? Choice = null, bool Quote = false,
    double Latitude = 0, double Longitude = 0);

/// <summary>
/// One conversation of a persona: a state machine over what the business says. It knows neither clock nor network, and with one seed it always does
/// the same.
/// </summary>
internal sealed class PersonaTalk
{
    private const double CharactersReadASecond = 30;
    private const double CharactersTypedASecond = 7;
    private readonly PersonaScript _script;
    private readonly Random _random;
    private readonly Dictionary<PersonaReaction, int> _used = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _given = [];
    private readonly Dictionary<string, int> _lines = [];
    private int _nudges;

    public PersonaTalk(PersonaScript script, PersonaCast cast, int seed)
    {
        _script = script;
        Cast = cast;
        _random = new Random(seed);
        State = script.Start;
    }

    /// <summary>Who plays.</summary>
    public PersonaCast Cast { get; }

    /// <summary>The state it is in.</summary>
    public string State { get; private set; }

    /// <summary>How it ended, or null while it goes on.</summary>
    public string? Outcome { get; private set; }

    /// <summary>What it did so far.</summary>
    public int Messages { get; private set; }

    /// <summary>What it writes first.</summary>
    public IReadOnlyList<PersonaAct> Open() => Do(_script.Opening, 0, 0);

    /// <summary>Reads what the business wrote (several messages together, where they came together) and reacts.</summary>
    public IReadOnlyList<PersonaAct> Hear(string text, IReadOnlyList<MessageChoice> choices)
    {
        if (Outcome is not null) return [];
        _nudges = 0;
        var reading = SellerReading.Of(text, choices.Count > 0);
        var state = _script.States[State];
        var reaction = (state.Reactions ?? []).Concat(_script.Always ?? []).FirstOrDefault(candidate => Fits(candidate, reading));
        if (reaction is not null)
        {
            _used[reaction] = _used.GetValueOrDefault(reaction) + 1;
            State = reaction.Goto ?? State;
            return Finish(Do(reaction.Say, text.Length, reaction.Hesitate), reaction.Outcome);
        }

        if (Choose(choices) is { } choice)
        {
            var type = choice.IsRow ? CustomerActType.Row : CustomerActType.Button;
            Messages++;
            return Finish([new PersonaAct(Scaled((text.Length / CharactersReadASecond) + 2 + _random.NextDouble()), type, choice.Title, choice,
                Quote: true)], null);
        }

        var facts = Facts(reading);
        if (facts.Count > 0) return Finish(Do([new Bubble("text", [string.Join(State.Length % 2 == 0 ? "، " : "\n", facts)])], text.Length, 0), null);

        var line = _lines.GetValueOrDefault(State);
        if (state.Otherwise is { } lines && line < lines.Count)
        {
            _lines[State] = line + 1;
            return Finish(Do([lines[line]], text.Length, 0), null);
        }

        return Finish([], state.After ?? "quiet");
    }

    /// <summary>Nobody answered for a while: nudges, or goes away.</summary>
    public IReadOnlyList<PersonaAct> Wait()
    {
        if (Outcome is not null) return [];
        if (_script.States[State].Silence is { } silence) return Finish([], silence);
        if (_script.Nudges is { } nudges && _nudges < nudges.Count) return Do([nudges[_nudges++]], 0, 0);
        return Finish([], "unanswered");
    }

    private bool Fits(PersonaReaction reaction, SellerReading reading) =>
        _used.GetValueOrDefault(reaction) < reaction.Limit
        && (reaction.When is null || reaction.When.Any(reading.Signals.Contains))
        && (reaction.Words is null
        || reaction.Words.Any(word => reading.Normalized.Contains(SellerReading.Normalize(word), StringComparison.Ordinal)));

    private MessageChoice? Choose(IReadOnlyList<MessageChoice> choices)
    {
        if (choices.Count == 0) return null;
        foreach (var preferred in _script.Prefers ?? [])
        {
            var wanted = SellerReading.Normalize(preferred);
            if (choices.FirstOrDefault(c => SellerReading.Normalize(c.Title).Contains(wanted, StringComparison.Ordinal)) is { } liked) return liked;
        }

        return choices[_random.Next(choices.Count)];
    }

    private List<string> Facts(SellerReading reading)
    {
        List<string> answers = [];
        foreach (var (kind, fact) in Cast.Facts)
        {
            if (answers.Count == 2 || !reading.Signals.Contains("ask:" + kind) || _given.GetValueOrDefault(kind) >= 2) continue;
            _given[kind] = _given.GetValueOrDefault(kind) + 1;
            answers.Add(_script.Answers is { } sentences && sentences.TryGetValue(kind, out var forms) ? Fill(Pick(forms)) : fact);
        }

        return answers;
    }

    private List<PersonaAct> Do(IReadOnlyList<Bubble> bubbles, int readCharacters, double hesitation)
    {
        List<PersonaAct> acts = [];
        var before = Math.Min(8, readCharacters / CharactersReadASecond) + hesitation;
        foreach (var bubble in bubbles)
        {
            var text = Fill(Pick(bubble.Texts));
            var typing = bubble.Type switch
            {
                "text" or "edit" => Math.Min(25, text.Length / CharactersTypedASecond),
                "reaction" or "revoke" => 0.5,
                _ => 4,
            };
            var after = before + (typing * (0.8 + (_random.NextDouble() * 0.4))) + 0.4;
            before = 0;
            acts.Add(new PersonaAct(Scaled(after), Type(bubble.Type), text, null, bubble.Quote, bubble.Latitude, bubble.Longitude));
            Messages++;
        }

        return acts;
    }

    private IReadOnlyList<PersonaAct> Finish(IReadOnlyList<PersonaAct> acts, string? outcome)
    {
        Outcome = outcome ?? (Messages >= _script.MaxMessages ? "tired" : null);
        return acts;
    }

    private TimeSpan Scaled(double seconds) => TimeSpan.FromSeconds(seconds * _script.Pace);

    private string Pick(IReadOnlyList<string> texts) => texts[texts.Count == 1 ? 0 : _random.Next(texts.Count)];

    private string Fill(string text)
    {
        if (!text.Contains('{', StringComparison.Ordinal)) return text;
        foreach (var (kind, fact) in Cast.Facts) text = text.Replace("{" + kind + "}", fact, StringComparison.Ordinal);
        return text;
    }

    private static CustomerActType Type(string type) => type switch
    {
        "text" => CustomerActType.Text,
        "image" => CustomerActType.Image,
        "voice" => CustomerActType.Voice,
        "document" => CustomerActType.Document,
        "location" => CustomerActType.Location,
        "contact" => CustomerActType.Contact,
        "reaction" => CustomerActType.Reaction,
        "edit" => CustomerActType.Edit,
        "revoke" => CustomerActType.Revoke,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
