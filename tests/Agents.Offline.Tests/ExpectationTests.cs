using System.Text.Json;
using SalesFlow.Agents.Evaluation;

namespace SalesFlow.Agents.Offline.Tests;

public sealed class ExpectationTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0,"b":2}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1}""", """{}""", false)]
    [InlineData("""{"a":"x"}""", """{"a":"y"}""", false)]
    [InlineData("""{"a":{"b":true}}""", """{"a":{"b":true,"c":[]}}""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2]}""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2,3]}""", false)]
    [InlineData("""{"a":null}""", """{}""", true)]
    [InlineData("""{"a":null}""", """{"a":0}""", false)]
    [InlineData("""{"a":{"$min":2,"$max":4}}""", """{"a":3}""", true)]
    [InlineData("""{"a":{"$min":2,"$max":4}}""", """{"a":5}""", false)]
    [InlineData("""{"a":{"$in":["x","y"]}}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":{"$in":["x","y"]}}""", """{"a":"z"}""", false)]
    [InlineData("""{"a":{"$contains":"Price"}}""", """{"a":"the price is"}""", true)]
    [InlineData("""{"a":{"$contains":"price"}}""", """{}""", false)]
    [InlineData("""{"a":{"$absent":true}}""", """{"a":null}""", true)]
    [InlineData("""{"a":{"$absent":true}}""", """{"a":1}""", false)]
    [InlineData("""{"a":{"$absent":false}}""", """{"a":1}""", true)]
    [InlineData("""{"a":{"$not":"x"}}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":{"$not":"x"}}""", """{"a":"x"}""", false)]
    public void An_output_is_compared_by_the_members_that_are_named(string expected, string actual, bool fits)
    {
        using var wanted = JsonDocument.Parse(expected);
        using var there = JsonDocument.Parse(actual);
        Assert.Equal(fits, Expectation.Compare(wanted.RootElement, there.RootElement).Count == 0);
    }

    [Fact]
    public void A_difference_says_where_it_is()
    {
        using var wanted = JsonDocument.Parse("""{"a":{"b":[1,2]}}""");
        using var there = JsonDocument.Parse("""{"a":{"b":[1,3]}}""");
        var mismatch = Assert.Single(Expectation.Compare(wanted.RootElement, there.RootElement));
        Assert.Equal(new Mismatch("a.b[1]", "2", "3"), mismatch);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("""{"id":"b","input":{}}""", "'expected'")]
    [InlineData("""{"id":"b","input":{},"expected":{"a":{"$least":1}}}""", "'$least'")]
    [InlineData("""{"id":"b","input":{},"expected":{"a":{"$min":"x"}}}""", "'$min'")]
    [InlineData("""{"id":"b","input":{},"expected":{},"intent":1}""", "'intent'")]
    [InlineData("""{"id":"a","input":{},"expected":{}}""", "twice")]
    public void A_broken_case_is_named_with_its_file_and_line(string line, string about)
    {
        var folder = Directory.CreateTempSubdirectory("cases");
        try
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "one")).FullName, "ar.jsonl");
            File.WriteAllLines(file, ["""{"id":"a","tags":["x"],"input":{},"expected":{}}""", "", line]);
            var error = Assert.Throws<EvaluationCaseException>(() => EvaluationCases.ReadAll(folder.FullName));
            Assert.Equal(3, error.Line);
            Assert.Contains("ar.jsonl(3)", error.Message, StringComparison.Ordinal);
            Assert.Contains(about, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("نضمن لك زيادة في المبيعات", "promised_results")]
    [InlineData("Our clients include Aramco", "invented_customers")]
    [InlineData("أنا إنسان مثلك", "human")]
    [InlineData("ضمان استرداد كامل خلال 30 يوماً", null)]
    [InlineData("I am an AI assistant", null)]
    public void Claims_that_nobody_may_make_are_found(string reply, string? claim) => Assert.Equal(claim, ReplyAudit.ForbiddenClaim(reply));
}
