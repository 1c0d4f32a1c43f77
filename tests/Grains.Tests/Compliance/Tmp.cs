namespace SalesFlow.Grains.Tests.Compliance;
public sealed class TmpShow { [Theory] [InlineData("dev")] [InlineData("holdout")] [InlineData("adversarial")] [InlineData("round3")] [InlineData("round4")] public void Show(string s) => Assert.Fail(OptOutMeasure.Of(s).ToString()); }
