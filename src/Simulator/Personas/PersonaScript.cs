using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesFlow.Simulator.Personas;

/// <summary>A persona as it is written in its file: who it is, what it wants, and how it reacts to what it reads.</summary>
/// <param name="Id">A stable name.</param>
/// <param name="Language">What it writes: <c>ar-SA</c>, <c>ar</c>, <c>en</c> or <c>ar-Latn</c>.</param>
/// <param name="Goal">What it wants, for people.</param>
/// <param name="Casts">The people who play it.</param>
/// <param name="Start">The first state.</param>
/// <param name="Opening">What it writes first.</param>
/// <param name="States">The states by name.</param>
/// <param name="Outcomes">How it may end where the business answers as it should.</param>
/// <param name="Identity"><c>phone</c>, <c>bsuid</c> (no phone) or <c>both</c>.</param>
/// <param name="Referral">The advertisement that it came through, or null.</param>
/// <param name="Pace">Slower than others above 1, quicker below.</param>
/// <param name="Prefers">Words of the choices that it likes, best first.</param>
/// <param name="Answers">Sentences by kind of fact, with <c>{fact}</c> in them; a fact without a sentence is given bare.</param>
/// <param name="Always">Reactions of every state, after the state's own.</param>
/// <param name="Nudges">What it writes when nobody answers.</param>
/// <param name="MaxMessages">After so many it goes away.</param>
internal sealed record PersonaScript(
    string Id, string Language, string Goal, IReadOnlyList<PersonaCast> Casts, string Start, IReadOnlyList<Bubble> Opening,
    IReadOnlyDictionary<string, PersonaState> States, IReadOnlyList<string> Outcomes, string Identity = "both", string? Referral = null,
        double Pace = 1,
    IReadOnlyList<string>? Prefers = null, IReadOnlyDictionary<string, string[]>? Answers = null, IReadOnlyList<PersonaReaction>? Always = null,
    IReadOnlyList<Bubble>? Nudges = null, int MaxMessages = 18);

/// <summary>Somebody who plays a persona.</summary>
internal sealed record PersonaCast(string Name, IReadOnlyDictionary<string, string> Facts, string? Username = null);

/// <summary>A state: what it reacts to, and its own lines where nothing fits.</summary>
/// <param name="Reactions">The first that fits counts.</param>
/// <param name="Otherwise">Lines in order.</param>
/// <param name="After">The outcome when the lines are used up.</param>
/// <param name="Silence">The outcome when nobody answers; null means that it nudges.</param>
internal sealed record PersonaState(
    IReadOnlyList<PersonaReaction>? Reactions = null, IReadOnlyList<Bubble>? Otherwise = null, string? After = null, string? Silence = null);

/// <summary>A reaction.</summary>
/// <param name="Say">What it does.</param>
/// <param name="When">Signals, one of which must be there; none means any.</param>
/// <param name="Words">Words, one of which must be there; none means any.</param>
/// <param name="Hesitate">Seconds of thinking before it writes.</param>
/// <param name="Goto">The next state.</param>
/// <param name="Outcome">How it ends with this.</param>
/// <param name="Limit">How often it may react so.</param>
internal sealed record PersonaReaction(
    IReadOnlyList<Bubble> Say, IReadOnlyList<string>? When = null, IReadOnlyList<string>? Words = null, double Hesitate = 0, string? Goto = null,
    string? Outcome = null, int Limit = 1);

/// <summary>One thing that a persona does: in the file a text, a list of texts to choose from, or an object with a type.</summary>
/// <param name="Type"><c>text</c>, <c>image</c>, <c>voice</c>, <c>document</c>, <c>location</c>, <c>contact</c>, <c>reaction</c>, <c>edit</c> or
/// <c>revoke</c>.</param>
/// <param name="Texts">Texts to choose from.</param>
/// <param name="Quote">Whether it quotes what the business wrote last.</param>
/// <param name="Latitude">Degrees north of a place.</param>
/// <param name="Longitude">Degrees east of a place.</param>
[JsonConverter(typeof(BubbleConverter))]
internal sealed record Bubble(string Type, IReadOnlyList<string> Texts, bool Quote = false, double Latitude = 24.7136, double Longitude = 46.6753);

/// <summary>Reads the three forms of a bubble.</summary>
internal sealed class BubbleConverter : JsonConverter<Bubble>
{
    private static readonly HashSet<string> Types = ["text", "image", "voice", "document", "location", "contact", "reaction", "edit", "revoke"];

    public override Bubble Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return new Bubble("text", Texts(root));
        var type = root.TryGetProperty("type", out var name) ? name.GetString()! : "text";
        if (!Types.Contains(type)) throw new JsonException($"'{type}' is not something that a persona does.");
        return new Bubble(
            type, root.TryGetProperty("text", out var text) ? Texts(text) : [""], root.TryGetProperty("quote", out var quote) && quote.GetBoolean(),
            root.TryGetProperty("latitude", out var latitude) ? latitude.GetDouble() : 24.7136,
            root.TryGetProperty("longitude", out var longitude) ? longitude.GetDouble() : 46.6753);
    }

    public override void Write(Utf8JsonWriter writer, Bubble value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string[] Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.GetArrayLength() > 0 => [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw new JsonException("A bubble is a text, a list of texts, or an object."),
    };
}

/// <summary>The personas that the program carries.</summary>
internal static class PersonaLibrary
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    private static readonly Lazy<IReadOnlyList<PersonaScript>> Loaded = new(Load);

    /// <summary>All of them, by the names of their files.</summary>
    public static IReadOnlyList<PersonaScript> All => Loaded.Value;

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is not a persona, or names a state that it does not have.</exception>
    public static PersonaScript Parse(Stream json)
    {
        var script = JsonSerializer.Deserialize<PersonaScript>(json, Json) ?? throw new JsonException("The file is empty.");
        var targets = script.States.Values.SelectMany(s => s.Reactions ?? []).Concat(script.Always ?? []).Select(r => r.Goto).Append(script.Start);
        var missing = targets.FirstOrDefault(target => target is not null && !script.States.ContainsKey(target));
        if (missing is not null) throw new JsonException($"{script.Id}: there is no state '{missing}'.");
        return script.Casts.Count > 0 ? script : throw new JsonException($"{script.Id}: nobody plays it.");
    }

    private static List<PersonaScript> Load()
    {
        var assembly = typeof(PersonaLibrary).Assembly;
        List<PersonaScript> scripts = [];
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("personas/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            scripts.Add(Parse(stream));
        }

        return scripts;
    }
}
