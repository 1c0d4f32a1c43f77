using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Fields;
using SalesFlow.Grains.Fields;

namespace SalesFlow.Grains.Tests.Fields;

public sealed class FieldDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly FieldOption Gold = new("gold", "ذهبي", "Gold"), Silver = new("silver", "فضي", "Silver");

    [Theory]
    [InlineData(FieldType.Number, "many", null)]
    [InlineData(FieldType.Number, "12.50", "12.5")]
    [InlineData(FieldType.Number, "1e3", null)]
    [InlineData(FieldType.Date, "2026-02-30", null)]
    [InlineData(FieldType.Date, "2026-02-28", "2026-02-28")]
    [InlineData(FieldType.Boolean, "yes", null)]
    [InlineData(FieldType.Phone, "0501234567", "+966501234567")]
    [InlineData(FieldType.Email, "A@X.sa", "a@x.sa")]
    [InlineData(FieldType.Email, "a x@x.sa", null)]
    [InlineData(FieldType.Url, "javascript:alert(1)", null)]
    [InlineData(FieldType.Select, "gold", "gold")]
    [InlineData(FieldType.Select, "bronze", null)]
    [InlineData(FieldType.Text, "a\0b", null)]
    public void A_value_has_one_written_form(FieldType type, string value, string? written) =>
        Assert.Equal(written, FieldRules.Written(Field("f", type, type == FieldType.Select ? [Gold] : []), value));

    [Fact]
    public void A_kind_has_at_most_fifty_fields_and_a_key_once()
    {
        var state = Enumerable.Range(0, 50).Aggregate(new FieldsState(), (s, i) => s.Apply(new FieldDefined(Field($"f{i}", FieldType.Text), Now)));
        Assert.Equal((Refusal.AlreadyExists, "f3"), Of(FieldDecisions.Define(state, "lead", Field("f3", FieldType.Text), Now)));
        Assert.Equal((Refusal.LimitReached, "fields"), Of(FieldDecisions.Define(state, "lead", Field("g", FieldType.Text), Now)));
        Assert.Equal(Refusal.NotFound, FieldDecisions.Define(new FieldsState(), "invoice", Field("g", FieldType.Text), Now).Refusal);
        Assert.Equal((Refusal.Invalid, "key"), Of(FieldDecisions.Define(new FieldsState(), "lead", Field("1g", FieldType.Text), Now)));
    }

    [Fact]
    public void An_option_is_renamed_or_added_but_never_taken_away()
    {
        var state = new FieldsState().Apply(new FieldDefined(Field("level", FieldType.Select, [Gold]), Now));
        Assert.True(FieldDecisions.Change(state, "level", new FieldChange(Options: [Gold with { LabelEn = "Golden" }, Silver]), 1, 1, Now).Accepted);
        Assert.Equal((Refusal.Invalid, "options"), Of(FieldDecisions.Change(state, "level", new FieldChange(Options: [Silver]), 1, null, Now)));
        Assert.True(FieldDecisions.Change(state, "level", new FieldChange(Order: 0), 1, null, Now).IsEmpty);
    }

    [Fact]
    public void A_field_has_its_own_times_and_one_of_old_tells_only_its_change()
    {
        var state = new FieldsState().Apply(new FieldDefined(Field("level", FieldType.Text), Now)).Apply(new FieldDefined(Field("size", FieldType.Text), Now));
        state = state.Apply(new FieldChanged("level", new FieldChange(Order: 2), Now.AddDays(1)));
        Assert.Equal((new FieldTimes(Now, Now.AddDays(1)), new FieldTimes(Now, Now)), (state.Times!["level"], state.Times["size"]));
        var old = (state with { Times = null }).Apply(new FieldChanged("level", new FieldChange(Order: 3), Now.AddDays(2)));
        Assert.Equal(new FieldTimes(null, Now.AddDays(2)), Assert.Single(old.Times!).Value);
    }

    [Fact]
    public void Values_are_checked_and_told_with_what_they_replace()
    {
        FieldDefinition[] fields = [Field("level", FieldType.Select, [Gold, Silver]), Field("size", FieldType.Number) with { Required = true }];
        Assert.Equal((Refusal.Invalid, "size"), Of(Set(new RecordFieldsState(), fields, ("level", ["gold"]))));
        var first = Set(new RecordFieldsState(), fields, ("level", ["gold"]), ("size", ["7.0"]));
        var state = first.Events.Aggregate(new RecordFieldsState(), (s, e) => s.Apply(e));
        Assert.Equal(["7"], state.Values["size"]);
        var told = Assert.IsType<RecordFieldsSet>(Assert.Single(Set(state, fields, ("level", ["silver"]), ("size", ["7"])).Events));
        Assert.Equal(["gold"], told.Before["level"]);
        Assert.DoesNotContain("size", told.Set.Keys);
        Assert.Equal((Refusal.Invalid, "size"), Of(Set(state, fields, ("size", []))));
        Assert.Equal("required", Set(state, fields, ("size", [])).Rule);
        Assert.Equal((Refusal.Invalid, "level"), Of(Set(state, fields, ("level", ["gold", "silver"]))));
        Assert.Equal((Refusal.Invalid, "other"), Of(Set(state, fields, ("other", ["x"]))));
        Assert.True(Set(state, [fields[0] with { Archived = true }, fields[1] with { Archived = true }]).IsEmpty);
    }

    [Fact]
    public void Values_of_a_deal_need_the_permission_for_deals()
    {
        var actor = Actor.Key("k", PermissionSet.Of(Permission.ContactsWrite));
        FieldDefinition[] fields = [Field("size", FieldType.Number)];
        var values = new Dictionary<string, IReadOnlyList<string>> { ["size"] = ["1"] };
        Assert.Equal((Refusal.Forbidden, "deals.write"), Of(FieldDecisions.Set(new RecordFieldsState(), "deal", "d", fields, values, actor, 0, null, Now)));
        Assert.True(FieldDecisions.Set(new RecordFieldsState(), "contact", "c", fields, values, actor, 0, null, Now).Accepted);
    }

    private static SalesFlow.Grains.Entities.Decision Set(RecordFieldsState state, FieldDefinition[] fields, params (string Key, string[] Values)[] values) =>
        FieldDecisions.Set(state, "lead", "l1", fields, values.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Values), Actor.System, 1, null, Now);

    private static FieldDefinition Field(string key, FieldType type, FieldOption[]? options = null) => new(key, type, "حقل", "Field", false, options ?? [], 0);

    private static (Refusal, string?) Of(SalesFlow.Grains.Entities.Decision d) => (d.Refusal, d.Detail);
}
