using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tests;

/// <summary>A word that is not among those that may stand at a place of a body.</summary>
public sealed class BodyPlacesTests
{
    private enum Colour
    {
        Red,
        DarkBlue,
    }

    private sealed record Part(Colour? Colour, IReadOnlyList<Colour>? All, string? Text);

    private sealed record Whole(Part? One, IReadOnlyList<Part?>? Many, IReadOnlyDictionary<string, Part>? Named);

    [Theory]
    [InlineData("$.one.colour", true)]
    [InlineData("$.One.COLOUR", true)]
    [InlineData("$.many[3].colour", true)]
    [InlineData("$.many[0].all[12]", true)]
    [InlineData("$.named.x.colour", true)]
    [InlineData("$.named['odd name'].colour", true)]
    [InlineData("$.one.text", false)]
    [InlineData("$.one", false)]
    [InlineData("$.one[0]", false)]
    [InlineData("$.nothing.colour", false)]
    [InlineData("$", false)]
    public void The_enum_of_a_place_is_found_however_deep_it_lies(string path, bool found) =>
        Assert.Equal(found ? typeof(Colour) : null, BodyPlaces.EnumAt(typeof(Whole), path, JsonSerializerOptions.Web));

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public async Task Every_route_names_the_field_of_a_wrong_word_and_the_words_that_may_stand_there(string language)
    {
        var api = await Api.Start();
        var document = await Walk.Document(api);
        var stock = await Stock.Make(api);
        var (tried, wrong) = (0, new List<string>());
        foreach (var route in (await Walk.Routes(api)).Where(r => r.Method is "POST" or "PUT" && r.Permission != "platform"))
        {
            var operation = document.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());
            if (!operation.TryGetProperty("requestBody", out var body) || !body.GetProperty("content").TryGetProperty("application/json", out var content)) continue;
            foreach (var (place, words, sent) in Places(document, content.GetProperty("schema"), []))
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Address(stock.Id));
                request.Content = new StringContent(sent.ToJsonString(), Encoding.UTF8, "application/json");
                request.Headers.AcceptLanguage.ParseAdd(language);
                request.Headers.Authorization = stock.Owner.DefaultRequestHeaders.Authorization;
                var answer = await api.Nobody().SendAsync(request);
                var said = await answer.Body();
                tried++;
                var begins = language == "ar" ? "يجب أن يكون أحد: " : "must be one of: ";
                if (answer.StatusCode != HttpStatusCode.BadRequest || !said.GetProperty("errors").TryGetProperty(place, out var told)
                    || told[0].GetString() != begins + string.Join(", ", words))
                    wrong.Add($"{route.Name} {place}: {said}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(tried, 8, 200);
    }

    /// <summary>Places of a request at which words of an enum stand, with a body that has another word there.</summary>
    private static IEnumerable<(string Place, string[] Words, JsonNode Body)> Places(JsonElement document, JsonElement schema, string[] within)
    {
        const string wrong = "no_such_word";
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            if (within.Contains(name)) yield break;
            foreach (var found in Places(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name), [.. within, name])) yield return found;
        }
        else if (schema.TryGetProperty("enum", out var words))
        {
            var known = words.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!).ToArray();
            if (known.Length > 0) yield return ("", known, JsonValue.Create(wrong));
        }
        else if (schema.TryGetProperty("oneOf", out var choices))
        {
            foreach (var found in choices.EnumerateArray().SelectMany(c => Places(document, c, within)).ToList()) yield return found;
        }
        else if (schema.TryGetProperty("items", out var items))
        {
            foreach (var (place, known, body) in Places(document, items, within).ToList())
                yield return ("[0]" + (place.Length == 0 || place[0] == '[' ? place : "." + place), known, new JsonArray(body));
        }
        else if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                foreach (var (place, known, body) in Places(document, property.Value, within).ToList())
                    yield return (property.Name + (place.Length == 0 || place[0] == '[' ? place : "." + place), known, new JsonObject { [property.Name] = body });
        }
    }
}
