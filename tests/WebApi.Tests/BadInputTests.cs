using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SalesFlow.WebApi.Tests;

/// <summary>
/// Bodies, parameters and ids as no good client sends them, at every route of the document. The choice is drawn from a fixed seed, which a failure names.
/// </summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const int Seed = 20261123;
    private const int BodiesOfARoute = 40;

    private static readonly string[] Words =
    [
        "", " ", "😀👩‍👩‍👧‍👦", "مرحبا\u200f\u202e", "a\0b", "\\ud800", "NaN", "Infinity", "-1", "1e400", "9999999999999999999999999", "2026-13-45", "0000-00-00T00:00:00Z",
        "'; DROP TABLE leads; --", "<script>alert(1)</script>", "../../etc/passwd", "{{secret}}", "null", "true", "\u001b[31m", "ﷺ", "\ufeff", "\n\r\t", "%00",
    ];

    private static readonly string[] Numbers = ["-1", "0", "-9223372036854775808", "9223372036854775807", "1e308", "1e-308", "99999999999999999999999999999", "0.1", "-0.0001"];

    private Api _api = null!;
    private List<Route> _routes = null!;
    private Stock _stock = null!;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        _routes = await Walk.Routes(_api);
        _stock = await Stock.Make(_api);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task No_body_breaks_a_route_and_what_is_refused_is_named_in_the_callers_language()
    {
        var wrong = new List<string>();
        foreach (var route in _routes.Where(r => r.Example is not null && !Kept(r)))
        {
            var random = new Random(Seed + route.Name.Sum(c => c));
            var example = _stock.Body(route)!.ToJsonString();
            for (var i = 0; i < BodiesOfARoute; i++)
            {
                var (body, type, what) = Mutated(example, i, random);
                var arabic = i % 2 == 0;
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Address(_stock.Id)) { Content = new ByteArrayContent(body) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                request.Headers.AcceptLanguage.ParseAdd(arabic ? "ar" : "en");
                if (!Walk.Public.Contains(route.Name)) request.Headers.Authorization = _stock.Owner.DefaultRequestHeaders.Authorization;
                var fault = await Fault(await _api.Nobody().SendAsync(request), arabic, named: true);
                if (fault is not null) wrong.Add($"{route.Name} [{what}]: {fault} <- {Encoding.UTF8.GetString(body)[..Math.Min(160, body.Length)]}");
            }
        }
        Assert.True(wrong.Count == 0, $"Seed {Seed}: {wrong.Count} faults\n{string.Join('\n', wrong.Take(100))}");
    }

    [Fact]
    public async Task No_parameter_breaks_a_route()
    {
        string[] values = ["", "forged", "-1", "0", "1000000000", "99999999999999999999", "2026-13-45", "yesterday", "asleep", "😀", "\0", new string('x', 3000), "true'", "ﷺ", "a,b,c", "1.5"];
        var wrong = new List<string>();
        foreach (var route in _routes.Where(r => r.Method == "GET"))
        {
            foreach (var name in route.Query)
            {
                foreach (var value in values)
                {
                    var answer = await _stock.Owner.GetAsync($"{route.Address(_stock.Id)}?{name}={Uri.EscapeDataString(value)}");
                    var fault = await Fault(answer, arabic: false, named: answer.StatusCode != HttpStatusCode.NotFound);
                    if (fault is null && name == "limit" && value is "-1" or "0" or "1000000000" && (int)answer.StatusCode < 400) fault = "was taken";
                    if (fault is not null) wrong.Add($"{route.Name}?{name}={value[..Math.Min(20, value.Length)]}: {fault}");
                }
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} faults\n{string.Join('\n', wrong.Take(100))}");
    }

    [Fact]
    public async Task No_id_breaks_a_route()
    {
        string[] ids = [" ", "a/b", "..", "a b", "%", "%25", new string('x', 2000), "شركة", "😀", "';--", "a\nb", "platform", "-", "\u202e"];
        var wrong = new List<string>();
        foreach (var route in _routes.Where(r => r.HasIds))
        {
            foreach (var id in ids)
            {
                var fault = await Fault(await Walk.Call(_stock.Owner, route, _ => id), arabic: false, named: false);
                if (fault is not null) wrong.Add($"{route.Name} with {id[..Math.Min(20, id.Length)]}: {fault}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} faults\n{string.Join('\n', wrong.Take(100))}");
    }

    /// <summary>What would end the session, close the company or fill it: after it nothing else could be tried.</summary>
    private static bool Kept(Route route) => route.Path is "/api/v1/auth/logout" or "/api/v1/admin/seed" or "/api/v1/auth/change-password";

    private static async Task<string?> Fault(HttpResponseMessage answer, bool arabic, bool named)
    {
        using (answer)
        {
            var status = (int)answer.StatusCode;
            if (status >= 500) return $"{status} {await answer.Content.ReadAsStringAsync()}";
            if (status < 400) return null;
            if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"{status} is no problem+json";
            var problem = await answer.Body();
            var errors = problem.GetProperty("errors").EnumerateObject().ToList();
            if (arabic && !problem.Text("title").Any(c => c is >= '\u0600' and <= '\u06ff')) return $"{status} is not in Arabic: {problem.Text("title")}";
            if (!arabic && problem.Text("title").Any(c => c is >= '\u0600' and <= '\u06ff')) return $"{status} is not in English";
            if (named && problem.Text("type").EndsWith(":validation", StringComparison.Ordinal) && errors.Count == 0) return "names no field";
            foreach (var message in errors.SelectMany(e => e.Value.EnumerateArray()).Select(m => m.GetString()!))
                if (arabic != message.Any(c => c is >= '\u0600' and <= '\u06ff')) return $"a message in another language: {message}";
            return null;
        }
    }

    private static (byte[] Body, string Type, string What) Mutated(string example, int number, Random random)
    {
        const string json = "application/json";
        switch (number)
        {
            case 0: return (Encoding.UTF8.GetBytes("[]"), json, "an array");
            case 1: return ("null"u8.ToArray(), json, "null");
            case 2: return ([], json, "nothing");
            case 3: return (Encoding.UTF8.GetBytes(example[..(example.Length / 2)]), json, "half of it");
            case 4: return (Encoding.UTF8.GetBytes(example), "text/plain", "as text");
            case 5: return (Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200)), json, "deep");
            case 6: return ([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d], json, "no UTF-8");
            case 7: return (Encoding.UTF8.GetBytes("{}"), json, "an empty object");
            case 8: return (Encoding.UTF8.GetBytes("\"text\""), json, "a text");
            case 9: return (Encoding.UTF8.GetBytes($"{{\"{new string('k', 5000)}\":1}}"), json, "a long name");
        }
        var tree = JsonNode.Parse(example)!;
        var places = Places(tree).ToList();
        if (places.Count == 0) return (Encoding.UTF8.GetBytes("{\"unknown\":{\"a\":[1]}}"), json, "an unknown field");
        // Each place in its turn, so that no field is left out; what is put there is drawn.
        var (holder, place) = places[number % places.Count];
        var (text, what) = random.Next(12) switch
        {
            0 => ("null", "null"),
            1 => ("[]", "an empty array"),
            2 => ("{}", "an object"),
            3 => ("true", "true"),
            4 or 5 => (Numbers[random.Next(Numbers.Length)], "a number"),
            6 => ("\"\\ud800\"", "half a character"),
            7 => (JsonSerializer.Serialize(new string('ط', 300_000)), "a long text"),
            8 => ("[" + string.Join(',', Enumerable.Repeat("\"x\"", 10_000)) + "]", "10,000 items"),
            9 => ("[null,null]", "nulls"),
            _ => (JsonSerializer.Serialize(Words[random.Next(Words.Length)]), "a word"),
        };
        const string hole = "\"@@hole@@\"";
        if (holder is JsonObject o) o[place] = "@@hole@@";
        else ((JsonArray)holder)[int.Parse(place, CultureInfo.InvariantCulture)] = "@@hole@@";
        var made = tree.ToJsonString().Replace(hole, text, StringComparison.Ordinal);
        if (random.Next(10) == 0) made = made[..^1] + (made.Length > 2 ? "," : "") + made[1..]; // Every name twice.
        return (Encoding.UTF8.GetBytes(made), json, $"{place} = {what}");
    }

    private static IEnumerable<(JsonNode Holder, string Place)> Places(JsonNode node)
    {
        if (node is JsonObject o)
        {
            foreach (var (name, value) in o)
            {
                yield return (o, name);
                if (value is null) continue;
                foreach (var inner in Places(value)) yield return inner;
            }
        }
        else if (node is JsonArray a)
        {
            for (var i = 0; i < a.Count; i++)
            {
                yield return (a, i.ToString(CultureInfo.InvariantCulture));
                if (a[i] is { } value)
                    foreach (var inner in Places(value)) yield return inner;
            }
        }
    }
}
