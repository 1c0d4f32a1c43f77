using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

/// <summary>The validator of the part of JSON Schema that agents use.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "5")]
    [InlineData("""{"type":"integer"}""", "5.0")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"minimum":0,"maximum":1}""", "0.5")]
    [InlineData("""{"maxLength":2}""", "\"😀😀\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-23T09:00:00+03:00\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "5")]
    [InlineData("""{"$defs":{"tree":{"type":"object","properties":{"child":{"$ref":"#/$defs/tree"}},"additionalProperties":false}},"$ref":"#/$defs/tree"}""", """{"child":{"child":{}}}""")]
    public void What_fits_passes(string schema, string instance) => Assert.Empty(Validate(schema, instance));

    [Theory]
    [InlineData("""{"type":"object","required":["a"]}""", "{}", "/a")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"enum":["x"]}}}}""", """{"a":["x","y"]}""", "/a/1")]
    [InlineData("""{"additionalProperties":false}""", """{"a/b":1}""", "/a~1b")]
    [InlineData("""{"maximum":1}""", "1e40", "")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"A\"", "")]
    [InlineData("""{"minLength":1}""", "\"\"", "")]
    [InlineData("""{"type":"integer"}""", "5.5", "")]
    [InlineData("""{"const":3}""", "4", "")]
    [InlineData("""{"format":"date-time"}""", "\"tomorrow\"", "")]
    [InlineData("""{"$defs":{"t":{"type":"object","properties":{"c":{"$ref":"#/$defs/t"}},"additionalProperties":false}},"$ref":"#/$defs/t"}""", """{"c":{"d":1}}""", "/c/d")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "true", "")]
    public void What_does_not_fit_is_named_by_its_pointer(string schema, string instance, string pointer) =>
        Assert.Equal(pointer, Assert.Single(Validate(schema, instance)).Pointer);

    [Theory]
    [InlineData("""{"properties":{"a":{"oneOf":[]}}}""", "/properties/a/oneOf")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "/$ref")]
    [InlineData("""{"type":"text"}""", "/type")]
    [InlineData("""{"pattern":"("}""", "/pattern")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "/$schema")]
    public void A_schema_that_cannot_be_kept_is_refused(string schema, string pointer) =>
        Assert.Equal(pointer, Assert.Throws<SchemaException>(() => JsonSchema.Compile(Parse(schema))).Pointer);

    [Fact]
    public void Errors_are_bounded() =>
        Assert.Equal(JsonSchema.MaxErrors, Validate("""{"items":{"type":"string"}}""", "[" + string.Join(',', Enumerable.Range(0, 500)) + "]").Count);

    [Fact]
    public void The_models_schema_is_strict_everywhere()
    {
        var schema = ModelSchema.From(Given.Arabic.Output.Document);
        Assert.Null(schema["properties"]!["timestamp"]);
        Assert.Contains("employees", schema["properties"]!["entities"]!["required"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal("""["integer","null"]""", schema["properties"]!["entities"]!["properties"]!["employees"]!["type"]!.ToJsonString());
        Strict(schema);
    }

    private static void Strict(JsonObject schema)
    {
        if (schema["properties"] is JsonObject properties)
        {
            Assert.False(schema["additionalProperties"]!.GetValue<bool>());
            Assert.Equal(properties.Select(p => p.Key).Order(), schema["required"]!.AsArray().Select(n => n!.GetValue<string>()).Order());
            foreach (var (_, property) in properties) Strict(property!.AsObject());
        }
        if (schema["items"] is JsonObject items) Strict(items);
    }

    private static IReadOnlyList<SchemaError> Validate(string schema, string instance) => JsonSchema.Compile(Parse(schema)).Validate(Parse(instance));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
